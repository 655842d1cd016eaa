//! `tinhso serve`: the web server with its sealer and its jobs.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, http::header, response::IntoResponse};
use base::{Error, Result, Sources};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use platform::{App, Routes};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    beside::BesideOptions,
    demo,
    house::{Place, must_be_loopback},
    housekeeping,
    systems::SYSTEMS,
};

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address citizens know, for papers and QR codes
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Tells processes apart that write to one database (0 to 1023)
    #[arg(long, default_value_t = 0)]
    node: u16,
    #[command(flatten)]
    beside: BesideOptions,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        self.place.must_exist()?;
        must_be_loopback(self.place.is_demo(), self.listen)?;
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
        tracing_subscriber::registry().with(filter).with(tracing_subscriber::fmt::layer().json()).init();
        let metrics = PrometheusBuilder::new().install_recorder().map_err(Error::internal)?;
        let base_url = self.base_url.unwrap_or_else(|| format!("http://{}", self.listen));
        let app = self.place.open_beside(Sources::system(self.node), base_url, self.beside.open()?)?;

        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind(self.listen).await?;
            let _worker = background(&app)?;
            println!("tinhso: http://{}", self.listen);
            if app.demo {
                println!("{}", demo::ACCOUNTS);
            }
            let service = router(&app, metrics).into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).with_graceful_shutdown(stop()).await?;
            Ok(())
        })
    }
}

/// All doors, and those that have no page.
pub fn router(app: &App, metrics: PrometheusHandle) -> Router {
    let routes = Routes::of(SYSTEMS).open(app);
    let health = app.clone();
    let bare = Router::new()
        .route(
            "/healthz",
            axum::routing::get(move || {
                let app = health.clone();
                async move {
                    app.read(|tx| tx.one::<(i64,)>("select 1", &[])).await.map_err(platform::Failure)?;
                    Ok::<_, platform::Failure>("ok")
                }
            }),
        )
        .route("/metrics", axum::routing::get(move || async move { metrics.render() }))
        .route("/assets/{*path}", axum::routing::get(asset));
    platform::surround(routes.merge(bare), app.clone())
}

async fn asset(axum::extract::Path(path): axum::extract::Path<String>) -> impl IntoResponse {
    match web::assets::get(&path) {
        Some((bytes, kind)) => {
            let kept = "public, max-age=31536000, immutable";
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], bytes.into_owned()).into_response()
        }
        None => axum::http::StatusCode::NOT_FOUND.into_response(),
    }
}

/// The sealer, the settings and the jobs, each on its own thread, as long as the program runs.
fn background(app: &App) -> Result<jobs::Worker> {
    let sealer = app.clone();
    std::thread::spawn(move || {
        loop {
            if let Err(e) = housekeeping::seal(&sealer) {
                tracing::error!(error = %e, "sealing failed; it will be tried again");
            }
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    let settings = app.clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(5));
            if let Err(e) = settings.reload() {
                tracing::error!(error = %e, "settings could not be read");
            }
        }
    });
    let of_systems = SYSTEMS.iter().flat_map(|system| system.jobs);
    let handlers = housekeeping::HANDLERS.iter().chain(of_systems).copied().collect();
    let of_systems = SYSTEMS.iter().flat_map(|system| system.schedules);
    let schedules = housekeeping::SCHEDULES.iter().chain(of_systems).copied().collect();
    jobs::Worker::start(app.db.clone(), app.clone(), handlers, schedules)
}

async fn stop() {
    let term = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut term) => {
                term.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { _ = tokio::signal::ctrl_c() => {}, () = term => {} }
}
