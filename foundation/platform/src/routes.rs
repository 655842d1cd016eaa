//! The route table: each address with the right it needs, so that a forgotten check has nowhere to hide.

use axum::{Router, handler::Handler, middleware, routing::MethodRouter};
use base::Text;
use identity::Right;

use crate::{App, System, guard};

pub use axum::http::Method;

/// What one must be or have to pass a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: anybody may come.
    Public,
    /// Signed in, as citizen or official.
    SignedIn,
    Citizen,
    Official,
    Right(Right),
}

impl std::fmt::Display for Needs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Needs::Public => f.write_str("public"),
            Needs::SignedIn => f.write_str("signed-in"),
            Needs::Citizen => f.write_str("citizen"),
            Needs::Official => f.write_str("official"),
            Needs::Right(right) => f.write_str(right.0),
        }
    }
}

/// One address and what it needs.
#[derive(Clone, Debug)]
pub struct Door {
    pub system: &'static str,
    pub title: Text,
    pub method: Method,
    pub path: &'static str,
    pub needs: Needs,
}

impl Door {
    /// Doors of the API take bearer tokens only and answer in JSON.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

type Open = Box<dyn FnOnce() -> MethodRouter<App>>;

/// Collects the doors of all systems.
#[derive(Default)]
pub struct Routes {
    system: &'static str,
    title: Option<Text>,
    doors: Vec<(Door, Open)>,
}

impl Routes {
    pub fn of(systems: &[&System]) -> Routes {
        let mut routes = Routes::default();
        for system in systems {
            routes.system = system.name;
            routes.title = Some(system.title);
            (system.routes)(&mut routes);
        }
        routes
    }

    pub fn get<H, T>(&mut self, path: &'static str, needs: Needs, handler: H)
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, needs, Box::new(move || axum::routing::get(handler)));
    }

    pub fn post<H, T>(&mut self, path: &'static str, needs: Needs, handler: H)
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, needs, Box::new(move || axum::routing::post(handler)));
    }

    fn add(&mut self, method: Method, path: &'static str, needs: Needs, open: Open) {
        let title = self.title.unwrap_or(base::text("", ""));
        self.doors.push((Door { system: self.system, title, method, path, needs }, open));
    }

    /// Every door, for `tinhso routes` and for the tests that knock.
    pub fn doors(&self) -> impl Iterator<Item = &Door> {
        self.doors.iter().map(|(door, _)| door)
    }

    /// The router, each door behind its guard.
    pub fn open(self, app: &App) -> Router<App> {
        self.doors.into_iter().fold(Router::new(), |router, (door, open)| {
            let path = door.path;
            let guard = middleware::from_fn_with_state(guard::Guard::new(app.clone(), door), guard::guard);
            router.route(path, open().route_layer(guard))
        })
    }
}
