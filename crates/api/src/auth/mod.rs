//! Who is asking. `Actor`, taken as a handler's first argument, lets nobody pass without a live
//! session; what the actor may do is decided by `domain::access`. How sessions are kept is in
//! `store`, how they begin in `sign_in`, passwords in `password`.

pub mod password;
pub mod sign_in;
pub mod store;
pub mod token;

use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::future::LocalBoxFuture;
use persistence::sessions::{Session, SignedIn};

use crate::error::{ApiError, ApiResult, Code};
use crate::gate::Principal;
use crate::state::App;

/// Somebody signed in. Derefs to `domain::access::Actor`, whose `permit` decides what they may.
#[derive(Clone, Debug)]
pub struct Actor(Arc<SignedIn>);

impl Actor {
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.0.session
    }

    /// For closures that outlive the handler's borrow.
    #[must_use]
    pub fn to_access(&self) -> domain::access::Actor {
        self.0.actor.clone()
    }
}

impl Deref for Actor {
    type Target = domain::access::Actor;

    fn deref(&self) -> &domain::access::Actor {
        &self.0.actor
    }
}

impl FromRequest for Actor {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let app = req
                .app_data::<App>()
                .ok_or_else(|| ApiError::internal("no application state"))?;
            let refused = || ApiError::new(Code::Unauthenticated);
            let token = token::from_headers(req.headers()).ok_or_else(refused)?;
            let found = app
                .sessions
                .find(&app.db, token::hash(token), app.clock.now())
                .await?;
            let signed_in = found.ok_or_else(refused)?;
            req.extensions_mut()
                .insert(Principal(signed_in.session.account_id));
            Ok(Self(signed_in))
        })
    }
}
