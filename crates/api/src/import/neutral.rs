//! Cells that a spreadsheet would run as a formula (HR-09): written with an apostrophe before
//! them, and read without it, so that what is exported comes back as it was.

const DANGEROUS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn looks_like_a_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// The cell as it is written.
#[must_use]
pub fn neutralise(cell: &str) -> std::borrow::Cow<'_, str> {
    if looks_like_a_formula(cell) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

/// The cell as it was before [`neutralise`].
#[must_use]
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if looks_like_a_formula(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hr_09_formulas_are_neutralised_and_come_back() {
        for cell in [
            "=1+1", "+33 1", "-5", "@cmd", "\tx", "\rx", "'=x", "''-x", "plain", "'quoted'", "",
            "'",
        ] {
            let written = neutralise(cell);
            assert!(!written.starts_with(DANGEROUS), "{cell:?}");
            assert_eq!(restore(&written), cell);
        }
        assert_eq!(neutralise("a=b"), "a=b");
    }
}
