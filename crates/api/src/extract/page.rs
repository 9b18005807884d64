//! Lists come in pages. A cursor is opaque to clients: where the page ended, signed together with
//! the list it belongs to (path, filters, order) and the account that asked, so that it cannot be
//! made up, carried to another list or handed to somebody else (API-04).
//!
//! A handler asks persistence for `page.fetch()` rows after `page.position(..)` and gives what it
//! got to `Page::of`, which finds out whether there is more.

use std::fmt;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::AccountId;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::query::parse_pairs;
use crate::error::{ApiError, ApiResult, Code};

const DEFAULT_LIMIT: u16 = 25;
const MAX_LIMIT: u16 = 200;
/// Bytes of the signature that a cursor carries.
const TAG_BYTES: usize = 16;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    #[schema(max_items = 200)]
    pub items: Vec<T>,
    /// Hand this back as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Every list takes these two.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// How many items at most.
    #[param(minimum = 1, maximum = 200, default = 25)]
    #[validate(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 2000)]
    #[validate(length(max = 2000))]
    cursor: Option<String>,
}

/// Which page is asked for.
#[derive(Debug)]
pub struct PageRequest {
    limit: u16,
    cursor: Option<String>,
    /// Path and filters of the list.
    list: String,
}

/// The parameters of a list: its filters `T`, and the page.
#[derive(Debug)]
pub struct ListQuery<T> {
    pub filter: T,
    pub page: PageRequest,
}

impl<T: DeserializeOwned + Validate> FromRequest for ListQuery<T> {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(req))
    }
}

fn read<T: DeserializeOwned + Validate>(req: &HttpRequest) -> ApiResult<ListQuery<T>> {
    let pairs: Vec<_> = form_urlencoded::parse(req.query_string().as_bytes()).collect();
    let (paging, mut filters): (Vec<_>, Vec<_>) = pairs
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()))
        .partition(|(name, _)| ["limit", "cursor"].contains(name));
    let params: PageParams = parse_pairs(paging.into_iter())?;
    filters.retain(|(_, value)| !value.is_empty());
    filters.sort_unstable();
    let list = serde_urlencoded::to_string(&filters)
        .map(|filters| format!("{}?{filters}", req.path()))
        .map_err(ApiError::internal)?;
    Ok(ListQuery {
        filter: parse_pairs(filters.into_iter())?,
        page: PageRequest {
            limit: params.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT),
            cursor: params.cursor,
            list,
        },
    })
}

impl PageRequest {
    /// How many items the page holds at most.
    #[must_use]
    pub fn limit(&self) -> usize {
        usize::from(self.limit)
    }

    /// How many rows to ask the database for: one more, which tells whether there is a next page.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Where the page before ended; `None` for the first page.
    pub fn position<P: DeserializeOwned>(
        &self,
        key: &CursorKey,
        account: AccountId,
    ) -> ApiResult<Option<P>> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        key.open(cursor, &self.list, account)
            .map(Some)
            .ok_or_else(|| ApiError::new(Code::InvalidCursor))
    }
}

impl<T> Page<T> {
    /// The page from `page.fetch()` rows, of which the last only tells that there are more.
    /// `position` is what `PageRequest::position` returns for the page after a row.
    pub fn of<P: Serialize>(
        mut rows: Vec<T>,
        page: &PageRequest,
        key: &CursorKey,
        account: AccountId,
        position: impl Fn(&T) -> P,
    ) -> ApiResult<Self> {
        let more = rows.len() > page.limit();
        rows.truncate(page.limit());
        let next_cursor = match rows.last() {
            Some(last) if more => Some(key.seal(&position(last), &page.list, account)?),
            _ => None,
        };
        Ok(Self {
            items: rows,
            next_cursor,
        })
    }

    /// The page of a list that is ranked anew each time: those of `ranked` (best first, with
    /// their points) that come after `after`, the points and id of the last one shown.
    pub fn of_ranked<I: Copy + Ord + Serialize>(
        ranked: Vec<(I, u32)>,
        after: Option<(u32, I)>,
        page: &PageRequest,
        key: &CursorKey,
        account: AccountId,
        find: impl Fn(I) -> Option<T>,
    ) -> ApiResult<Self> {
        // Within equal points the order may be by name; the last one shown is looked up by id.
        let start = after.map_or(0, |(points, id)| {
            let shown = ranked.iter().position(|(other, _)| *other == id);
            shown.map_or_else(
                || ranked.partition_point(|(_, other)| *other >= points),
                |place| place + 1,
            )
        });
        let rest = ranked.into_iter().skip(start);
        let found = rest.filter_map(|(id, points)| Some((points, id, find(id)?)));
        let rows: Vec<(u32, I, T)> = found.take(page.limit() + 1).collect();
        let ranked = Page::of(rows, page, key, account, |(points, id, _)| (*points, *id))?;
        Ok(ranked.map(|(_, _, item)| item))
    }

    /// The page of a list without items.
    #[must_use]
    pub const fn empty() -> Self {
        Self {
            items: Vec::new(),
            next_cursor: None,
        }
    }

    /// The same page of other things, if all can be made.
    pub fn try_map<U>(self, convert: impl FnMut(T) -> ApiResult<U>) -> ApiResult<Page<U>> {
        Ok(Page {
            items: self
                .items
                .into_iter()
                .map(convert)
                .collect::<ApiResult<_>>()?,
            next_cursor: self.next_cursor,
        })
    }

    /// The same page of other things.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(convert).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

/// Signs cursors. All servers on one database share it.
#[derive(Clone)]
pub struct CursorKey([u8; 32]);

impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey(…)")
    }
}

impl CursorKey {
    #[must_use]
    pub const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    fn sign(&self, body: &[u8], list: &str, account: AccountId) -> ApiResult<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(ApiError::internal)?;
        mac.update(account.as_uuid().as_bytes());
        mac.update(&list.len().to_be_bytes());
        mac.update(list.as_bytes());
        mac.update(body);
        Ok(mac)
    }

    fn seal<P: Serialize>(&self, at: &P, list: &str, account: AccountId) -> ApiResult<String> {
        let body = serde_json::to_vec(at).map_err(ApiError::internal)?;
        let tag = self.sign(&body, list, account)?.finalize().into_bytes();
        let mut sealed: Vec<u8> = tag.iter().copied().take(TAG_BYTES).collect();
        sealed.extend_from_slice(&body);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    fn open<P: DeserializeOwned>(&self, text: &str, list: &str, account: AccountId) -> Option<P> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (tag, body) = sealed.split_at_checked(TAG_BYTES)?;
        let mac = self.sign(body, list, account).ok()?;
        mac.verify_truncated_left(tag).ok()?;
        serde_json::from_slice(body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(last: u8) -> AccountId {
        AccountId::from_uuid(uuid::Uuid::from_bytes([last; 16]))
    }

    #[test]
    fn api_04_a_cursor_opens_only_its_own_list_for_its_own_account() {
        let key = CursorKey::new([7; 32]);
        let cursor = key
            .seal(&("Lyon", 3), "/api/v1/skills?q=a", account(1))
            .unwrap();
        let open = |key: &CursorKey, cursor: &str, list: &str, who: u8| {
            key.open::<(String, i32)>(cursor, list, account(who))
        };
        let there = "/api/v1/skills?q=a";
        assert_eq!(open(&key, &cursor, there, 1), Some(("Lyon".to_owned(), 3)));
        assert_eq!(open(&key, &cursor, "/api/v1/skills?q=b", 1), None);
        assert_eq!(open(&key, &cursor, there, 2), None);
        assert_eq!(open(&CursorKey::new([8; 32]), &cursor, there, 1), None);
        assert_eq!(open(&key, "", there, 1), None);
        assert_eq!(open(&key, "!!", there, 1), None);
        let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(open(&key, &URL_SAFE_NO_PAD.encode(bytes), there, 1), None);
    }

    #[test]
    fn api_04_only_a_page_with_more_behind_it_has_a_cursor() {
        let key = CursorKey::new([7; 32]);
        let page = PageRequest {
            limit: 2,
            cursor: None,
            list: "/x?".to_owned(),
        };
        let full = Page::of(vec![1, 2, 3], &page, &key, account(1), |row| *row).unwrap();
        assert_eq!(full.items, [1, 2]);
        let next = PageRequest {
            limit: 2,
            cursor: full.next_cursor,
            list: "/x?".to_owned(),
        };
        assert_eq!(next.position::<i32>(&key, account(1)).unwrap(), Some(2));
        let last = Page::of(vec![3], &next, &key, account(1), |row| *row).unwrap();
        assert_eq!((last.items, last.next_cursor), (vec![3], None));
    }
}
