//! Spans and lines to an OpenTelemetry collector: OTLP over HTTP, by threads of the kit's own.
//!
//! Only what this program says at info and above leaves the machine, whatever `RUST_LOG` says: below, an agent may be named.
//! A collector that is away costs what it was not told, and never a step.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{LogExporter, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::{Layer, Registry};
use ureq::Agent;

use attrition_service::deliver::http_client;

/// How long a request to the collector may take.
const REQUEST_MAX: Duration = Duration::from_secs(5);
/// How long the last spans and lines may take at the end, each.
const END_MAX: Duration = Duration::from_secs(2);
/// An answer of a collector says how many it refused.
const ANSWER_MAX: u64 = 64 << 10;

/// What is sent to a collector, until it is dropped.
pub(super) struct Export {
    spans: SdkTracerProvider,
    lines: SdkLoggerProvider,
}

impl Export {
    /// To the collector of an address, as http://collector:4318. The `OTEL_*` variables add what the standard has them
    /// add: headers, attributes of the resource, the share of traces.
    pub(super) fn to(collector: &str, instance: &str) -> anyhow::Result<Self> {
        let base = collector.trim_end_matches('/');
        let client: Arc<dyn HttpClient> =
            Arc::new(OtlpClient { agent: http_client::agent(REQUEST_MAX), is_away: false.into() });
        let spans = SpanExporter::builder().with_http().with_shared_http_client(Arc::clone(&client));
        let spans = spans.with_endpoint(format!("{base}/v1/traces")).build().context("failed to prepare spans")?;
        let lines = LogExporter::builder().with_http().with_shared_http_client(client);
        let lines = lines.with_endpoint(format!("{base}/v1/logs")).build().context("failed to prepare lines")?;
        let resource = resource(instance);
        Ok(Self {
            spans: SdkTracerProvider::builder().with_batch_exporter(spans).with_resource(resource.clone()).build(),
            lines: SdkLoggerProvider::builder().with_batch_exporter(lines).with_resource(resource).build(),
        })
    }

    /// Takes in what the program says.
    pub(super) fn layer(&self) -> Box<dyn Layer<Registry> + Send + Sync> {
        let own = || Targets::new().with_target(super::OWN, Level::INFO);
        let spans = tracing_opentelemetry::layer().with_tracer(self.spans.tracer("attrition-watch"));
        let spans = spans.with_location(false).with_threads(false).with_filter(own());
        let lines = OpenTelemetryTracingBridge::new(&self.lines).with_filter(own());
        spans.and_then(lines).boxed()
    }
}

impl Drop for Export {
    fn drop(&mut self) {
        // What could not be sent by now is lost, and its collector was told of when it went away.
        let _ = self.spans.shutdown_with_timeout(END_MAX);
        let _ = self.lines.shutdown_with_timeout(END_MAX);
    }
}

fn resource(instance: &str) -> Resource {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let named = (!instance.is_empty()).then(|| KeyValue::new("service.instance.id", instance.to_owned()));
    let resource = Resource::builder().with_attributes([version].into_iter().chain(named));
    // Somebody who gives the service another name means it.
    match std::env::var_os("OTEL_SERVICE_NAME") {
        Some(_) => resource.build(),
        None => resource.with_service_name("attrition-watch").build(),
    }
}

/// Sends what the kit has packed, by the client that also asks other receivers: one TLS in the program.
#[derive(Debug)]
struct OtlpClient {
    agent: Agent,
    is_away: AtomicBool,
}

impl OtlpClient {
    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ureq::Error> {
        let (head, body) = request.into_parts();
        let mut answer = self.agent.run(Request::from_parts(head, body.to_vec()))?;
        let body = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec()?;
        Ok(answer.map(|_| Bytes::from(body)))
    }
}

#[async_trait]
impl HttpClient for OtlpClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = self.send(request);
        let why = match &sent {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answers {}", answer.status().as_u16())),
            Err(error) => Some(http_client::words(error)),
        };
        // Told at each change, and not for each batch.
        let was_away = self.is_away.swap(why.is_some(), Ordering::Relaxed);
        match why {
            Some(why) if !was_away => tracing::warn!(why, "the collector takes no spans or lines for now"),
            None if was_away => tracing::info!("the collector takes spans and lines again"),
            _ => {}
        }
        Ok(sent?)
    }
}
