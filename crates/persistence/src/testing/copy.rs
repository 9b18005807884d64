//! Copies a whole SQLite test database into a PostgreSQL one, id by id and byte by byte, so that a
//! test can ask both the same.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection};

use super::TestDb;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    data_type: String,
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = Text)]
    rows: String,
}

const COLUMNS: &str = "SELECT table_name::text AS of_table, column_name::text AS name,
        data_type::text AS data_type
    FROM information_schema.columns
    WHERE table_schema = 'public' AND left(table_name, 2) <> '__'
    ORDER BY table_name, ordinal_position";

/// Replaces everything in `to`, a PostgreSQL database, by what is in `from`, an SQLite one.
///
/// # Panics
/// When either refuses.
pub fn copy_to_postgres(from: &TestDb, to: &TestDb) {
    let mut source = SqliteConnection::establish(&from.url).expect("the SQLite file");
    let mut target = PgConnection::establish(&to.url).expect("the PostgreSQL database");
    let columns: Vec<Column> = diesel::sql_query(COLUMNS)
        .load(&mut target)
        .expect("the columns");
    target
        .transaction(|target| {
            // Rows come table by table, not in the order in which they refer to each other.
            target.batch_execute("SET LOCAL session_replication_role = replica")?;
            columns
                .chunk_by(|one, two| one.of_table == two.of_table)
                .try_for_each(|columns| copy_table(&mut source, target, columns))
        })
        .expect("a copy of every row");
}

fn copy_table(
    source: &mut SqliteConnection,
    target: &mut PgConnection,
    columns: &[Column],
) -> QueryResult<()> {
    let Some(Column { of_table, .. }) = columns.first() else {
        return Ok(());
    };
    let joined = |part: &dyn Fn((usize, &Column)) -> String| {
        let parts: Vec<String> = columns.iter().enumerate().map(part).collect();
        parts.join(", ")
    };
    let read = format!(
        "SELECT json_group_array(json_array({})) AS rows FROM \"{of_table}\"",
        joined(&|(_, column)| as_text(column))
    );
    let Content { rows } = diesel::sql_query(read).get_result(source)?;
    target.batch_execute(&format!("DELETE FROM \"{of_table}\""))?;
    let write = format!(
        "INSERT INTO \"{of_table}\" ({}) OVERRIDING SYSTEM VALUE
            SELECT {} FROM json_array_elements($1::json) AS r",
        joined(&|(_, column)| format!("\"{}\"", column.name)),
        joined(&from_text)
    );
    diesel::sql_query(write)
        .bind::<Text, _>(rows)
        .execute(target)
        .map(drop)
}

/// The column as SQLite keeps it, as text that PostgreSQL reads.
fn as_text(
    Column {
        name, data_type, ..
    }: &Column,
) -> String {
    let text = match data_type.as_str() {
        "uuid" => format!("hex(\"{name}\")"),
        "bytea" => format!("'\\x' || hex(\"{name}\")"),
        _ => format!("CAST(\"{name}\" AS TEXT)"),
    };
    format!("CASE WHEN \"{name}\" IS NOT NULL THEN {text} END")
}

fn from_text((place, column): (usize, &Column)) -> String {
    match column.data_type.as_str() {
        "timestamp with time zone" => {
            format!("timestamptz 'epoch' + (r->>{place})::bigint * interval '1 microsecond'")
        }
        data_type => format!("(r->>{place})::{data_type}"),
    }
}
