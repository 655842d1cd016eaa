//! The results as people read them, each against its target; whoever missed one explains it below the line.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use base::Result;

use crate::{
    all::Results,
    lifecycles::{ACTS, Run},
    limit::{Limit, WARM},
    pages::{Kind, Measured},
    samples::{ms, percentiles},
};

/// Above it the program writes, below it people do.
const LINE: &str = "\n---\n";

/// Writes the report and keeps what stands below its line.
pub fn put(to: &Path, text: &str) -> Result<()> {
    let before = fs::read_to_string(to).unwrap_or_default();
    let explained = before.split_once(LINE).map_or("", |(_, explained)| explained);
    Ok(fs::write(to, format!("{text}{LINE}{explained}"))?)
}

pub fn lifecycles(run: &Run) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} clients, {:.1} s: {} lifecycles, **{:.0} a second**, {:.0} acts a second. The load generator took {:.1} s of processor time.\n",
        run.clients,
        run.took.as_secs_f64(),
        run.lifecycles,
        run.lifecycles_a_second(),
        run.acts_a_second(),
        run.own_cpu.as_secs_f64(),
    );
    let _ = writeln!(out, "| act | answered | p50 ms | p95 ms | p99 ms |\n|---|---:|---:|---:|---:|");
    for (n, act) in ACTS.iter().enumerate() {
        let done: Vec<f64> =
            run.samples.iter().filter(|s| s.done() && usize::from(s.act) == n).map(|s| ms(s.took)).collect();
        let count = done.len();
        let [p50, p95, p99] = percentiles(done, [50.0, 95.0, 99.0]);
        let _ = writeln!(out, "| {act} | {count} | {p50:.1} | {p95:.1} | {p99:.1} |");
    }
    let errors = run.errors();
    let _ = match errors.is_empty() {
        true => writeln!(out, "\nNo errors."),
        false => writeln!(out, "\nErrors by status (0: no answer): {errors:?}. {}", run.failures.join("; ")),
    };
    out
}

/// With the `most` dearest statements.
pub fn limit(limit: &Limit, most: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} lifecycles were recorded ({} acts, {:.1} statements an act, and {:.1} reads an act to know who comes). SQLite alone, \
         64 acts to a commit: **{:.0} lifecycles a second**; with those reads too {:.0}.\n",
        limit.lifecycles,
        limit.acts,
        limit.statements_an_act,
        limit.reads_an_act,
        limit.lifecycles_a_second,
        limit.with_reads,
    );
    let total: f64 = limit.dearest.iter().map(|(seconds, ..)| seconds).sum();
    let _ = writeln!(out, "| share of SQLite's time | calls an act | µs a call | statement |\n|---:|---:|---:|---|");
    for (seconds, calls, sql) in limit.dearest.iter().take(most) {
        let sql: String = sql.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(110).collect();
        let _ = writeln!(
            out,
            "| {:.1}% | {:.2} | {:.1} | `{sql}` |",
            100.0 * seconds / total,
            *calls as f64 / (limit.acts as f64 * (1.0 - WARM)),
            1e6 * seconds / (*calls).max(1) as f64,
        );
    }
    out
}

pub fn pages(pages: &[Measured]) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "| reader | page | server p50 ms | server p95 ms | of the whole province's p95 | client p95 ms | kB as sent |\n|---|---|---:|---:|---:|---:|---:|"
    );
    for m in pages {
        let of_whole = m.of_whole.map_or(String::new(), |share| format!("{:.0}%", share * 100.0));
        let _ = writeln!(
            out,
            "| {} | {} | {:.2} | {:.2} | {of_whole} | {:.2} | {:.1} |",
            m.reader,
            m.page,
            m.server[0],
            m.server[1],
            m.client[1],
            m.bytes as f64 / 1e3,
        );
    }
    out
}

struct Verdicts(String);

impl Verdicts {
    fn put(&mut self, what: &str, target: &str, measured: String, met: bool) {
        let _ = writeln!(self.0, "| {what} | {target} | {measured} | {} |", if met { "met" } else { "**missed**" });
    }
}

pub fn whole(r: &Results) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# Results\n\nWritten by `script/bench` on {}, at commit {}.\n\n\
         Machine: {} cores ({}), {} MB of memory, Linux {}, {:.0} synced writes of 4 KiB a second. Load average {} before, {} after. \
         Server and load generator share the machine.\n\n\
         Demo: {}; database {:.0} MB at the end.\n",
        r.day,
        r.commit,
        r.machine.cores,
        r.machine.model,
        r.machine.memory_mb,
        r.machine.kernel,
        r.machine.syncs_a_second,
        r.load_before,
        r.load_after,
        r.demo,
        r.database_mb,
    );

    let share = r.lifecycles.lifecycles_a_second() / r.limit.lifecycles_a_second;
    let worst = |kind: Kind| {
        let of_kind = r.pages.iter().filter(|m| m.kind == kind);
        of_kind.max_by(|a, b| a.server[1].total_cmp(&b.server[1]))
    };
    let unequal = r.pages.iter().filter(|m| m.kind == Kind::List && m.of_whole.is_some());
    let unequal = unequal.max_by(|a, b| a.of_whole.unwrap_or(0.0).total_cmp(&b.of_whole.unwrap_or(0.0)));
    let memory = r.memory.iter().map(|(_, mb)| *mb).fold(0.0, f64::max);
    let pace = r.verify.events as f64 / r.verify.took.as_secs_f64();
    let mut v = Verdicts(String::new());
    let rate = r.lifecycles.lifecycles_a_second();
    v.put(
        "full lifecycles of the limit",
        "40%",
        format!("{:.0}% ({rate:.0} of {:.0} a second)", share * 100.0, r.limit.lifecycles_a_second),
        share >= 0.4,
    );
    v.put("full lifecycles", "300 a second", format!("{rate:.0} a second"), rate >= 300.0);
    for (kind, what, target, most) in [
        (Kind::List, "list pages, the slowest p95", "10 ms", 10.0),
        (Kind::Dossier, "dossier page with its read log, the slowest p95", "10 ms", 10.0),
        (Kind::Search, "search p95", "20 ms", 20.0),
    ] {
        if let Some(m) = worst(kind) {
            v.put(what, target, format!("{:.2} ms ({}, {})", m.server[1], m.reader, m.page), m.server[1] < most);
        }
    }
    if let Some(m) = unequal {
        let share = m.of_whole.unwrap_or_default();
        v.put(
            "list pages, p95 of the whole province's reader's",
            "120%",
            format!("{:.0}% ({}, {})", share * 100.0, m.reader, m.page),
            share <= 1.2,
        );
    }
    v.put(
        "five-fold spike: errors that are not an orderly 503",
        "0",
        format!("{} (orderly: {})", r.spike.others, r.spike.orderly),
        r.spike.others == 0,
    );
    let back = r.spike.back_after;
    v.put(
        "back to normal after the spike",
        "10 s",
        back.map_or("not within 18 s".to_owned(), |t| format!("{} s", t.as_secs())),
        back.is_some_and(|t| t.as_secs() <= 10),
    );
    v.put("resident memory", "400 MB", format!("{memory:.0} MB"), memory < 400.0);
    v.put(
        "start to first page",
        "2 s",
        format!("{:.2} s", r.first_page.as_secs_f64()),
        r.first_page.as_secs_f64() < 2.0,
    );
    v.put("stripped binary", "80 MB", format!("{:.1} MB", r.binary_mb), r.binary_mb < 80.0);
    for w in &r.weights {
        let kb = (w.html + w.assets) as f64 / 1e3;
        v.put(
            &format!("public page `{}` with styles and scripts", w.page),
            "100 KB",
            format!(
                "{kb:.1} KB (page {:.1}; every font the styles name: {:.1} more)",
                w.html as f64 / 1e3,
                w.fonts as f64 / 1e3
            ),
            kb < 100.0,
        );
    }
    v.put(
        "`ledger verify`",
        "500,000 events/s",
        format!(
            "{pace:.0} events/s ({} events in {:.2} s, start of the program included; {:.2} s when parts came from the disk{})",
            r.verify.events,
            r.verify.took.as_secs_f64(),
            r.verify.first.as_secs_f64(),
            if r.verify.ok { "" } else { "; NOT SOUND" }
        ),
        pace >= 500_000.0 && r.verify.ok,
    );
    let _ = writeln!(out, "## Against the targets\n\n| what | target | measured | |\n|---|---|---|---|\n{}", v.0);

    let _ = writeln!(out, "## Lifecycles\n\n{}", lifecycles(&r.lifecycles));
    let threads = r.server_cpu.iter().map(|(thread, cpu)| format!("{thread} {:.1} s", cpu.as_secs_f64()));
    let threads = threads.collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "Processor time of the server meanwhile, by threads: {threads}.\n");
    let _ = writeln!(out, "## The limit\n\n{}", limit(&r.limit, 12));
    let _ = writeln!(out, "## Pages\n\n{}", pages(&r.pages));
    let statuses: BTreeMap<&str, usize> =
        [("answered", r.spike.answered), ("orderly 503", r.spike.orderly), ("other", r.spike.others)].into();
    let _ = writeln!(
        out,
        "## Spike\n\n{} clients instead of 64: {statuses:?}. p95 of an act for the usual clients: {:.1} ms before, {:.1} ms during, {:.1} ms after. {}\n",
        r.spike.clients,
        r.spike.before,
        r.spike.during,
        r.spike.after,
        r.spike.failures.join("; "),
    );
    let _ = writeln!(out, "## Memory\n\n| when | most resident MB |\n|---|---:|");
    for (when, mb) in &r.memory {
        let _ = writeln!(out, "| {when} | {mb:.0} |");
    }
    out
}
