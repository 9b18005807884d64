//! E-mail: how a letter is made and leaves. When one is due says the scheduler; what it is about,
//! `notices`. A letter never says more than that there is news: it may be read over a shoulder, and
//! by whoever runs the mail server.

pub mod calendar;
mod notices;
mod words;

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::{MailConfig, MailTls};
pub use notices::{send_digest, send_notice};
pub use words::{Language, Letter};

/// Answers that a letter waits for, at most: what takes longer in all is tried again later.
const ANSWERS: u32 = 3;

/// Sends letters by the organisation's mail server.
#[derive(Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    public_url: String,
    /// For a letter in all.
    patience: Duration,
}

/// Why a letter did not leave, in words that name nobody: servers repeat addresses in theirs.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the address cannot be written to")]
    Address,
    #[error("the entry for the calendar cannot be made")]
    Entry,
    #[error("the letter cannot be made: {0}")]
    Letter(lettre::error::Error),
    #[error("the mail server did not answer in time")]
    Late,
    #[error("the mail server said {0}")]
    Refused(String),
    #[error("the mail server asks for TLS or offers none that is trusted")]
    Tls,
    #[error("the mail server cannot be reached")]
    Away,
}

impl Mailer {
    /// # Errors
    /// When TLS cannot be set up for the server's name.
    pub fn new(config: &MailConfig) -> Result<Self, lettre::transport::smtp::Error> {
        let tls = |name: &str| TlsParameters::new(name.to_owned());
        let tls = match config.tls {
            MailTls::None => Tls::None,
            MailTls::Starttls => Tls::Required(tls(&config.host)?),
            MailTls::Tls => Tls::Wrapper(tls(&config.host)?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(config.patience));
        if let Some((user, password)) = &config.credentials {
            let known = Credentials::new(user.clone(), password.expose().to_owned());
            builder = builder.credentials(known);
        }
        Ok(Self {
            transport: builder.build(),
            from: config.from.clone(),
            public_url: config.public_url.clone(),
            patience: config.patience * ANSWERS,
        })
    }

    /// The address that letters come from.
    #[must_use]
    pub fn address(&self) -> String {
        self.from.email.to_string()
    }

    /// Sends a letter, with an entry for a calendar. `id` is the same each time that the same letter
    /// is tried, so that whoever gets it twice can tell.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(
        &self,
        to: &str,
        id: &str,
        letter: &Letter,
        entry: Option<&Entry>,
    ) -> Result<(), MailError> {
        let to: Mailbox = to.parse().map_err(|_| MailError::Address)?;
        let host = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{id}@{host}>")))
            .multipart(self.parts(letter, entry)?)
            .map_err(MailError::Letter)?;
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(MailError::of(&error)),
            Err(_) => Err(MailError::Late),
        }
    }
}

/// An entry for a calendar, as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `REQUEST` or `CANCEL`, as inside it.
    pub method: &'static str,
    pub content: String,
}

impl Mailer {
    fn parts(&self, letter: &Letter, entry: Option<&Entry>) -> Result<MultiPart, MailError> {
        let text = MultiPart::alternative_plain_html(
            letter.plain(&self.public_url),
            letter.html(&self.public_url),
        );
        let Some(entry) = entry else {
            return Ok(text);
        };
        let kind = format!("text/calendar; charset=utf-8; method={}", entry.method);
        let kind = ContentType::parse(&kind).map_err(|_| MailError::Entry)?;
        // The file's name tells as little as the letter.
        let file = Attachment::new("invite.ics".to_owned()).body(entry.content.clone(), kind);
        Ok(MultiPart::mixed().multipart(text).singlepart(file))
    }
}

impl MailError {
    fn of(error: &lettre::transport::smtp::Error) -> Self {
        if let Some(code) = error.status() {
            Self::Refused(code.to_string())
        } else if error.is_timeout() {
            Self::Late
        } else if error.is_tls() {
            Self::Tls
        } else {
            Self::Away
        }
    }
}
