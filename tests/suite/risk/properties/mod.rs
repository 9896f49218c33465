//! Properties that hold for every log, tried on simulated ones.

mod bytes;
mod corpus;
mod desk;
mod employment;
mod events;
mod leave;
mod live;
mod memory;
mod order;
mod outage;
mod steps;
