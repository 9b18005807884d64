//! Tests of the whole engine: formulas by hand-computed numbers, behaviour by small worlds, promises
//! by properties over random ones.

mod bounds;
mod candidates;
mod formulas;
mod index;
mod lists;
mod other_weights;
mod properties;
mod publish;
mod renamed;
mod skills;
mod snapshot;
mod two_sides;
mod upkeep;
mod world;
