//! Entries for a calendar (RFC 5545), as invitations by mail (methods REQUEST and CANCEL of RFC 5546)
//! or as a file to keep (PUBLISH): for interviews.
//! Written here because the one well-kept crate folds lines to more than the 75 octets that the
//! standard allows.

use domain::time::Timestamp;

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The same for ever: what comes later under it changes or cancels the appointment.
    pub uid: String,
    /// Grows with each change.
    pub sequence: u32,
    /// From when to when; may be absent of what is cancelled.
    pub time: Option<(Timestamp, Timestamp)>,
    /// What stands in the calendar; calendars are seen by many.
    pub summary: String,
    /// Empty: nothing is said.
    pub description: String,
    pub location: String,
    /// Addresses: who invites, and who is invited. Without somebody who invites it is a file to
    /// keep, which nobody answers.
    pub organizer: Option<String>,
    pub attendees: Vec<String>,
    pub cancelled: bool,
}

/// The appointment as the content of an `.ics` file, made at `now`.
#[must_use]
pub fn invitation(appointment: &Appointment, now: Timestamp) -> String {
    let (method, status) = if appointment.cancelled {
        ("CANCEL", "CANCELLED")
    } else if appointment.organizer.is_none() {
        ("PUBLISH", "CONFIRMED")
    } else {
        ("REQUEST", "CONFIRMED")
    };
    let mut out = String::new();
    let mut line = |text: &str| fold(&mut out, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Traverse//Traverse//EN");
    line(&format!("METHOD:{method}"));
    line("BEGIN:VEVENT");
    line(&format!("UID:{}", text(&appointment.uid)));
    line(&format!("SEQUENCE:{}", appointment.sequence));
    line(&format!("DTSTAMP:{}", instant(now)));
    if let Some((starts_at, ends_at)) = appointment.time {
        line(&format!("DTSTART:{}", instant(starts_at)));
        line(&format!("DTEND:{}", instant(ends_at)));
    }
    line(&format!("SUMMARY:{}", text(&appointment.summary)));
    for (name, value) in [
        ("DESCRIPTION", &appointment.description),
        ("LOCATION", &appointment.location),
    ] {
        if !value.is_empty() {
            line(&format!("{name}:{}", text(value)));
        }
    }
    if let Some(organizer) = &appointment.organizer {
        line(&format!("ORGANIZER:mailto:{}", address(organizer)));
    }
    for attendee in &appointment.attendees {
        let attendee = address(attendee);
        line(&format!(
            "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{attendee}"
        ));
    }
    line(&format!("STATUS:{status}"));
    line("END:VEVENT");
    line("END:VCALENDAR");
    out
}

/// UTC, to the second (§3.3.5, form 2).
fn instant(at: Timestamp) -> String {
    at.as_utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// A TEXT value (§3.3.11); control characters have no place in one.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.replace("\r\n", "\n").chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// An address inside a URI: nothing that could end the line.
fn address(value: &str) -> String {
    let kept = value
        .chars()
        .filter(|one| !one.is_control() && !one.is_whitespace());
    kept.collect()
}

/// A content line (§3.1): at most 75 octets without its end, continued after a space, never inside
/// a character.
fn fold(out: &mut String, line: &str) {
    const MOST: usize = 75;
    let mut used = 0;
    for letter in line.chars() {
        if used + letter.len_utf8() > MOST {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(letter);
        used += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::new(text.parse().unwrap())
    }

    fn appointment() -> Appointment {
        Appointment {
            uid: "0192f0c1-2345-7abc-8def-0123456789ab@example.org".to_owned(),
            sequence: 0,
            time: Some((at("2026-03-29T00:30:00Z"), at("2026-03-29T01:15:00Z"))),
            summary: "Meeting".to_owned(),
            description: "Bring: a pen; paper, \\ and time\r\nEND:VEVENT\nBEGIN:VALARM".to_owned(),
            location:
                "Besprechungsraum Süd, dritter Stock, Ende des langen Ganges, rechterhand — 会議室"
                    .to_owned(),
            organizer: Some("traverse@example.org".to_owned()),
            attendees: vec!["eve@example.org\r\nX-EVIL:1".to_owned()],
            cancelled: false,
        }
    }

    #[test]
    fn an_invitation_as_calendars_read_it() {
        let made = invitation(&appointment(), at("2026-03-01T12:00:00Z"));
        insta::assert_snapshot!(made.replace("\r\n", "\n"), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Traverse//Traverse//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:0192f0c1-2345-7abc-8def-0123456789ab@example.org
        SEQUENCE:0
        DTSTAMP:20260301T120000Z
        DTSTART:20260329T003000Z
        DTEND:20260329T011500Z
        SUMMARY:Meeting
        DESCRIPTION:Bring: a pen\; paper\, \\ and time\nEND:VEVENT\nBEGIN:VALARM
        LOCATION:Besprechungsraum Süd\, dritter Stock\, Ende des langen Ganges\, r
         echterhand — 会議室
        ORGANIZER:mailto:traverse@example.org
        ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:eve@example.orgX-EVIL:1
        STATUS:CONFIRMED
        END:VEVENT
        END:VCALENDAR
        ");
    }

    #[test]
    fn rfc_5545_lines_end_as_they_must_are_short_and_unfold_to_what_they_were() {
        let mut long = appointment();
        long.summary = "é会💼,".repeat(100);
        let made = invitation(&long, at("2026-03-01T12:00:00Z"));
        assert!(made.ends_with("\r\n") && !made.replace("\r\n", "").contains(['\r', '\n']));
        assert!(made.split("\r\n").all(|line| line.len() <= 75));
        let unfolded = made.replace("\r\n ", "");
        let expected = format!("SUMMARY:{}", "é会💼\\,".repeat(100));
        assert!(unfolded.split("\r\n").any(|line| line == expected));
    }

    #[test]
    fn what_nobody_invites_to_is_a_file_to_keep_and_says_nothing_that_is_empty() {
        let kept = Appointment {
            organizer: None,
            attendees: Vec::new(),
            description: String::new(),
            location: String::new(),
            ..appointment()
        };
        let made = invitation(&kept, at("2026-03-01T12:00:00Z"));
        assert!(made.contains("METHOD:PUBLISH\r\n"), "{made}");
        for absent in ["ORGANIZER", "ATTENDEE", "DESCRIPTION", "LOCATION"] {
            assert!(!made.contains(absent), "{absent}");
        }
    }

    #[test]
    fn what_is_cancelled_says_so_under_the_same_id() {
        let cancelled = Appointment {
            time: None,
            cancelled: true,
            sequence: 1,
            ..appointment()
        };
        let made = invitation(&cancelled, at("2026-03-01T12:00:00Z"));
        for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"] {
            assert!(made.contains(&format!("\r\n{line}\r\n")), "{line}");
        }
    }
}
