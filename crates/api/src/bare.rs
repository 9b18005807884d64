//! A server that answers everything with the same bytes and does nothing else: the ceiling that
//! the benchmark compares the real one with.

use actix_web::{App, HttpResponse, HttpServer, web};

use crate::config::ServerConfig;

pub async fn run(body: Vec<u8>, config: &ServerConfig) -> std::io::Result<()> {
    let body = web::Bytes::from(body);
    HttpServer::new(move || {
        let body = body.clone();
        App::new().default_service(web::to(move || {
            let body = body.clone();
            async move {
                HttpResponse::Ok()
                    .content_type("application/json")
                    .body(body)
            }
        }))
    })
    .bind((config.host, config.port))?
    .run()
    .await
}
