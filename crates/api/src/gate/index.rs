//! `ApiIndex`: which operation an address belongs to, looked up in the OpenAPI document itself.
//! The gate uses it to refuse undeclared parameters (API-08) and to tell 405 from 404.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

/// One path of the document.
#[derive(Debug, Default)]
pub struct Route {
    /// As in the document: `/api/v1/skills/{id}`.
    pub template: Arc<str>,
    operations: BTreeMap<String, BTreeSet<String>>,
}

impl Route {
    /// For the `Allow` header.
    #[must_use]
    pub fn methods(&self) -> String {
        let methods: Vec<&str> = self.operations.keys().map(String::as_str).collect();
        methods.join(", ")
    }

    /// The query parameters that `method` takes; `None` if the path does not take the method.
    #[must_use]
    pub fn parameters(&self, method: &str) -> Option<&BTreeSet<String>> {
        self.operations.get(method)
    }
}

#[derive(Debug, Default)]
struct Node {
    literal: HashMap<String, Node>,
    parameter: Option<Box<Node>>,
    route: Option<Route>,
}

/// All paths of the document, by segment.
#[derive(Debug, Default)]
pub struct ApiIndex {
    root: Node,
}

impl ApiIndex {
    #[must_use]
    pub fn of(spec: &Value) -> Self {
        let mut index = Self::default();
        let paths = spec.get("paths").and_then(Value::as_object);
        for (template, item) in paths.into_iter().flatten() {
            let mut node = &mut index.root;
            for segment in template.split('/').skip(1) {
                node = if segment.starts_with('{') {
                    node.parameter.get_or_insert_default()
                } else {
                    node.literal.entry(segment.to_owned()).or_default()
                };
            }
            node.route = Some(Route {
                template: template.as_str().into(),
                operations: operations(item),
            });
        }
        index
    }

    /// The documented path that this request path is an instance of.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Route> {
        let mut node = &self.root;
        for segment in path.split('/').skip(1) {
            node = match node.literal.get(segment) {
                Some(next) => next,
                None => node.parameter.as_deref()?,
            };
        }
        node.route.as_ref()
    }
}

fn operations(item: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let operations = item.as_object().into_iter().flatten();
    operations
        .map(|(method, operation)| {
            let parameters = operation.get("parameters").and_then(Value::as_array);
            let names = parameters
                .into_iter()
                .flatten()
                .filter(|parameter| parameter.get("in").is_some_and(|place| place == "query"))
                .filter_map(|parameter| parameter.get("name")?.as_str())
                .map(str::to_owned);
            (method.to_uppercase(), names.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_templates_and_prefers_words_over_parameters() {
        let index = ApiIndex::of(&json!({"paths": {
            "/a/{id}": {"get": {"parameters": [{"in": "query", "name": "q"}, {"in": "path", "name": "id"}]}, "delete": {}},
            "/a/mine": {"post": {}},
        }}));
        let route = index.find("/a/7").unwrap();
        assert_eq!(&*route.template, "/a/{id}");
        assert_eq!(route.methods(), "DELETE, GET");
        assert!(route.parameters("GET").unwrap().contains("q"));
        assert_eq!(route.parameters("GET").unwrap().len(), 1);
        assert!(route.parameters("PUT").is_none());
        assert_eq!(&*index.find("/a/mine").unwrap().template, "/a/mine");
        for nowhere in ["/a", "/a/7/", "/b", "", "/a/7/b"] {
            assert!(index.find(nowhere).is_none(), "{nowhere}");
        }
    }
}
