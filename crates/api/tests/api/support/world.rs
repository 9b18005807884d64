//! Somebody of the organisation at a browser.

use domain::ids::EmployeeId;
use domain::terms::Role;
use persistence::Origin;
use persistence::accounts::{self, NewAccount};
use persistence::testing::World;

use super::{TestApp, User};

impl TestApp {
    /// For filling the organisation.
    pub fn world(&self) -> World {
        World::new(self.db.db.clone(), self.state.clock.now())
    }

    /// Signs an employee in. Once per person.
    pub async fn person(&self, person: EmployeeId) -> User {
        self.person_as(person, &[Role::Employee]).await
    }

    /// The same with more roles.
    pub async fn person_as(&self, person: EmployeeId, roles: &[Role]) -> User {
        let new = NewAccount {
            employee_id: Some(person),
            email: format!("{person}@example.org"),
            display_name: self
                .state
                .directory
                .person(person)
                .unwrap()
                .display_name
                .to_string(),
            password_hash: None,
            locale: "en".to_owned(),
            roles: roles.to_vec(),
        };
        let origin = Origin::system(self.state.clock.now());
        let db = &self.db.db;
        let account = db
            .write(origin, move |tx| accounts::insert_account(tx, &new))
            .await;
        self.sign_in(account.unwrap()).await
    }

    /// SQL statements of a GET by somebody whose session is known already. The fewest of several
    /// tries, since the follower of the change log looks at the database now and then, too.
    pub async fn statements_of(&self, user: &User, path: &str) -> u64 {
        let mut fewest = u64::MAX;
        for _ in 0..4 {
            let before = self.db.statements();
            assert_eq!(user.get(path).await.status, 200, "{path}");
            fewest = fewest.min(self.db.statements() - before);
        }
        fewest
    }

    /// Somebody who is signed in and belongs to nobody in the organisation.
    pub async fn visitor(&self) -> User {
        let account = self.account("visitor@example.org", &[Role::Employee]).await;
        self.sign_in(account).await
    }
}
