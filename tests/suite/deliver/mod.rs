//! Delivery to real receivers, and to such as misbehave.

mod alertmanager;
mod receiver;
mod site;
