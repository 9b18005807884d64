//! Letters, with a mail server of the test's own that takes them, refuses them, is slow or is away.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::config::{MailConfig, MailTls};
use api::mail::Mailer;
use api::scheduler::standard;
use api::state::App;
use chrono::TimeDelta;
use domain::time::Timestamp;
use persistence::timers::{self, Troubled};
use persistence::{on_both_databases, testing::TestDb};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};

use crate::hiring::Company;
use crate::support::TestApp;

/// What the server does with what it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Takes,
    /// Repeats the address in its refusal, as servers do.
    Refuses,
    /// Takes the connection and says nothing.
    Sleeps,
    /// Takes the letter and breaks the connection before it says so.
    Dies,
}

/// A mail server: speaks as much SMTP as a letter needs.
pub struct Sink {
    pub port: u16,
    mood: Arc<Mutex<Mood>>,
    /// Those that came whole.
    pub letters: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            mood: Arc::new(Mutex::new(Mood::Takes)),
            letters: Arc::default(),
        };
        let (mood, letters) = (Arc::clone(&sink.mood), Arc::clone(&sink.letters));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let now = *mood.lock().unwrap();
                let letters = Arc::clone(&letters);
                // A client that goes away is no failure of the test's.
                tokio::spawn(async move { drop(serve(stream, now, &letters).await) });
            }
        });
        sink
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// What came since the last look, decoded as far as these tests need.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.letters.lock().unwrap())
    }
}

async fn serve(stream: TcpStream, mood: Mood, letters: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    if mood == Mood::Sleeps {
        std::future::pending::<()>().await;
    }
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "EHLO" => write.write_all(b"250-sink\r\n250 8BITMIME\r\n").await?,
            "RCPT" if mood == Mood::Refuses => {
                let told = format!("550 5.1.1 {line}: no such user\r\n");
                write.write_all(told.as_bytes()).await?;
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let Some(letter) = read_letter(&mut lines).await? else {
                    return Ok(());
                };
                letters.lock().unwrap().push(letter);
                if mood == Mood::Dies {
                    return Ok(());
                }
                write.write_all(b"250 taken\r\n").await?;
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => write.write_all(b"250 ok\r\n").await?,
        }
    }
    Ok(())
}

/// None where the client dies in the middle of it.
async fn read_letter(
    lines: &mut tokio::io::Lines<BufReader<OwnedReadHalf>>,
) -> std::io::Result<Option<String>> {
    let mut letter = String::new();
    while let Some(line) = lines.next_line().await? {
        if line == "." {
            return Ok(Some(letter));
        }
        letter.push_str(&line);
        letter.push('\n');
    }
    Ok(None)
}

async fn company(db: TestDb, sink: &Sink) -> Company {
    let config = MailConfig {
        host: "127.0.0.1".to_owned(),
        port: sink.port,
        tls: MailTls::None,
        credentials: None,
        patience: Duration::from_millis(300),
        from: "Traverse <traverse@example.org>".parse().unwrap(),
        public_url: "https://traverse.example.org".to_owned(),
    };
    let mailer = Mailer::new(&config).unwrap();
    Company::of(TestApp::mailing(db, Some(mailer)).await).await
}

async fn work(app: &App) -> usize {
    standard(app.clone()).work_off(false).await.unwrap()
}

async fn trouble(acme: &Company) -> Vec<Troubled> {
    let db = &acme.app.db.db;
    db.read(|conn| timers::list_troubled(conn, None, 50))
        .await
        .unwrap()
}

async fn offer(acme: &Company) -> String {
    let opening = acme.open(&acme.form()).await;
    let application = acme.apply(&acme.eve, &opening).await;
    for command in ["shortlist", "offer"] {
        assert_eq!(
            acme.command(&acme.hana, &application, command).await.status,
            200
        );
    }
    application
}

on_both_databases! {
    async fn an_invitation_travels_with_an_entry_for_the_calendar_that_tells_nothing(db) {
        let sink = Sink::new().await;
        let acme = company(db, &sink).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.hana, &eves, "shortlist").await.status, 200);
        let proposed = crate::interviews::propose(&acme, &eves, &[acme.bo_id], &[24]).await;
        let interview = crate::interviews::interview_of(&eves, &proposed);
        let _ = work(&acme.app.state).await;
        let asked = sink.take();
        assert!(asked.iter().all(|letter| !letter.contains("text/calendar")), "no time yet: {asked:?}");
        let slot = json!({"slot": 0});
        let chosen = crate::interviews::act(&acme.eve, &interview, &proposed, "choice", &slot).await;
        assert_eq!(chosen.status, 200, "{}", chosen.text);
        let _ = work(&acme.app.state).await;
        let letters = sink.take();
        let invited: Vec<&String> = letters.iter().filter(|letter| letter.contains("text/calendar")).collect();
        // Eve and Bo; Hana, who will not be there, is told without.
        assert_eq!((letters.len(), invited.len()), (3, 2), "{letters:?}");
        for letter in &invited {
            for line in ["METHOD:REQUEST", "SEQUENCE:0", "SUMMARY:Conversation", "ORGANIZER:mailto:traverse@example.org"] {
                assert!(letter.lines().any(|one| one == line), "{line}: {letter}");
            }
        }
        let gone = crate::interviews::act(&acme.hana, &interview, &chosen, "cancel", &json!(null)).await;
        assert_eq!(gone.status, 200, "{}", gone.text);
        let _ = work(&acme.app.state).await;
        let cancelled = sink.take();
        let entries = cancelled.iter().filter(|letter| letter.contains("METHOD:CANCEL"));
        assert_eq!(entries.count(), 2, "{cancelled:?}");
        for letter in letters.iter().chain(&asked).chain(&cancelled) {
            for secret in ["Data engineer", "Eve", "Room 4", "interview", "Hana"] {
                let shown = letter.lines().filter(|line| !line.starts_with("To:") && !line.starts_with("ATTENDEE"));
                assert!(shown.clone().all(|line| !line.contains(secret)), "{secret}: {letter}");
            }
        }
    }
}

pub fn header<'a>(letter: &'a str, name: &str) -> &'a str {
    let line = letter.lines().find(|line| line.starts_with(name));
    line.unwrap_or_default().trim_start_matches(name).trim()
}

on_both_databases! {
    async fn an_offer_is_told_at_once_and_the_letter_gives_nothing_away(db) {
        let sink = Sink::new().await;
        let acme = company(db, &sink).await;
        let _ = offer(&acme).await;
        work(&acme.app.state).await;
        // The offer, and who knows from here on; what comes daily waits.
        let letters = sink.take();
        assert_eq!(letters.len(), 2, "{letters:?}");
        for letter in &letters {
            assert_eq!(header(letter, "To:"), "eve.explorer@example.org");
            assert_eq!(header(letter, "Subject:"), "There is news for you in Traverse");
            for word in ["offer", "Offer", "Data engineer", "Eve E", "Hana", "applica", "manager"] {
                assert!(!letter.contains(word), "{word}: {letter}");
            }
            assert!(letter.contains("https://traverse.example.org/notices"), "{letter}");
            assert!(letter.contains("text/plain") && letter.contains("text/html"), "{letter}");
            assert!(header(letter, "Message-ID:").ends_with("@example.org>"));
        }
        work(&acme.app.state).await;
        assert_eq!(sink.take().len(), 0, "nothing twice");
    }
}

on_both_databases! {
    async fn a_day_comes_in_one_letter_in_the_readers_language_without_what_was_read(db) {
        let sink = Sink::new().await;
        let acme = company(db, &sink).await;
        let preference = json!({"locale": "fr"});
        assert_eq!(acme.hana.patch("/api/v1/session/preferences", &preference).await.status, 200);
        let opening = acme.open(&acme.form()).await;
        let _ = acme.apply(&acme.eve, &opening).await;
        let _ = acme.apply(&acme.bo, &opening).await;
        work(&acme.app.state).await;
        assert_eq!(sink.take().len(), 0);
        acme.app.state.clock.set(Timestamp::new("2026-03-03T06:00:00Z".parse().unwrap()));
        work(&acme.app.state).await;
        let letters = sink.take();
        assert_eq!(letters.len(), 1);
        assert_eq!(header(&letters[0], "To:"), "hana.hiring@example.org");
        assert!(letters[0].contains("lang=3D\"fr\"") || letters[0].contains("lang=\"fr\""), "{}", letters[0]);
        // The next day nothing is new, and nobody is written to.
        acme.app.wait(TimeDelta::days(1));
        work(&acme.app.state).await;
        assert_eq!(sink.take().len(), 0);
    }
}

on_both_databases! {
    async fn who_wants_none_read_it_or_may_not_know_any_more_gets_no_letter(db) {
        let sink = Sink::new().await;
        let acme = company(db, &sink).await;
        let choose = |kind: &str, email: &str| json!({"items": [{"kind": kind, "email": email}]});
        for (who, wanted) in [(&acme.eve, choose("application_revealed", "never")), (&acme.max, choose("report_revealed", "immediate"))] {
            assert_eq!(who.put("/api/v1/notice-preferences", &wanted).await.status, 200);
        }
        let _ = offer(&acme).await;
        // Eve reads of the offer before the letter leaves, and Max is her manager no more.
        let all = json!({"up_to": acme.app.state.clock.now()});
        assert_eq!(acme.eve.post("/api/v1/notices/read", &all).await.status, 204);
        acme.app.world().reports_to(acme.eve_id, acme.hana_id);
        assert_eq!(work(&acme.app.state).await, 2, "done without a letter");
        assert_eq!(sink.take(), [""; 0]);
    }
}

on_both_databases! {
    async fn a_mail_server_in_trouble_loses_nothing_and_administrators_see_it(db) {
        let sink = Sink::new().await;
        let acme = company(db, &sink).await;
        sink.is(Mood::Refuses);
        let _ = offer(&acme).await;
        assert_eq!(work(&acme.app.state).await, 0);
        let troubles = trouble(&acme).await;
        assert_eq!(troubles.len(), 2);
        for one in &troubles {
            assert_eq!(one.last_error.as_deref(), Some("the mail server said 550"), "and no address");
        }
        // It is slow: tried again later.
        sink.is(Mood::Sleeps);
        acme.app.wait(TimeDelta::minutes(1));
        assert_eq!(work(&acme.app.state).await, 0);
        let troubles = trouble(&acme).await;
        let late = "the mail server did not answer in time";
        assert!(troubles.iter().all(|one| one.last_error.as_deref() == Some(late)), "{troubles:?}");
        // It dies after it took the letter: it is sent again, under the same id.
        sink.is(Mood::Dies);
        acme.app.wait(TimeDelta::minutes(2));
        assert_eq!(work(&acme.app.state).await, 0);
        let first = sink.take();
        sink.is(Mood::Takes);
        acme.app.wait(TimeDelta::minutes(4));
        assert_eq!(work(&acme.app.state).await, 2);
        let second = sink.take();
        let ids = |letters: &[String]| {
            let mut ids: Vec<String> = letters.iter().map(|one| header(one, "Message-ID:").to_owned()).collect();
            ids.sort();
            ids
        };
        assert_eq!((ids(&first), first.len()), (ids(&second), 2));
        assert_eq!(trouble(&acme).await.len(), 0);
    }
}

on_both_databases! {
    async fn without_a_mail_server_nothing_is_queued(db) {
        let acme = Company::of(TestApp::mailing(db, None).await).await;
        let _ = offer(&acme).await;
        let preferences = acme.eve.get("/api/v1/notice-preferences").await.body;
        assert_eq!(preferences["email_available"], false);
        let held = standard(acme.app.state.clone()).take(false, TimeDelta::seconds(1), 10).await.unwrap();
        assert_eq!(held.len(), 0);
    }
}
