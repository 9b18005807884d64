//! A smaller engine of the same world, for asking "what if" beside the one that answers queries.

use domain::ids::EmployeeId;

use crate::engine::Engine;
use crate::people::People;

impl Engine {
    /// The same catalogue, openings and weights with only these people; those that are unknown are
    /// left out.
    #[must_use]
    pub fn with_only(&self, people: &[EmployeeId]) -> Self {
        let mut only = People::default();
        for id in people {
            if let Some(record) = self.people.find(*id) {
                only.put(record.as_ref().clone());
            }
        }
        let mut sample = self.clone();
        sample.people = only;
        sample
    }
}
