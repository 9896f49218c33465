"""Sends events as the Python SDK of CloudEvents writes them: to Kafka (brokers, topic), or to an address over HTTP.

Each line of standard input is an event as JSON, with `mode` (how it is to be written) beside its attributes and `data`.
"""

import json
import sys
import urllib.request
from datetime import datetime

from cloudevents.core.bindings import http, kafka
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1 import http as old_http
from cloudevents.v1 import kafka as old_kafka


def of_core(attributes, data):
    """An event of the interface that is new with version 2."""
    attributes = attributes | {"time": datetime.fromisoformat(attributes["time"])}
    return CloudEvent(attributes, data)


def as_bytes(data):
    return json.dumps(data).encode()


def message(mode, attributes, data):
    """The message of an event: headers and what they belong to."""
    return {
        "core-binary": lambda: kafka.to_binary_event(of_core(attributes, data)),
        "core-binary-bytes": lambda: kafka.to_binary_event(of_core(attributes, as_bytes(data))),
        "core-structured": lambda: kafka.to_structured_event(of_core(attributes, data)),
        "core-structured-bytes": lambda: kafka.to_structured_event(of_core(attributes, as_bytes(data))),
        "v1-binary": lambda: old_kafka.to_binary(old_http.CloudEvent(attributes, data)),
        "v1-structured": lambda: old_kafka.to_structured(old_http.CloudEvent(attributes, data)),
        "v1-structured-bytes": lambda: old_kafka.to_structured(old_http.CloudEvent(attributes, as_bytes(data))),
        "http-core-binary": lambda: http.to_binary_event(of_core(attributes, data)),
        "http-core-structured": lambda: http.to_structured_event(of_core(attributes, data)),
        "http-core-structured-bytes": lambda: http.to_structured_event(of_core(attributes, as_bytes(data))),
        "http-v1-binary": lambda: old_http.to_binary(old_http.CloudEvent(attributes, data)),
        "http-v1-structured": lambda: old_http.to_structured(old_http.CloudEvent(attributes, data)),
    }[mode]()


def post(address, sent):
    headers, body = (sent.headers, sent.body) if hasattr(sent, "body") else sent
    request = urllib.request.Request(address, data=bytes(body), headers=dict(headers), method="POST")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 202, answer.status


def main(brokers, topic=None):
    producer = None
    if topic:
        from confluent_kafka import Producer

        producer = Producer({"bootstrap.servers": brokers})
    failed = []
    for line in sys.stdin:
        attributes = json.loads(line)
        mode, data = attributes.pop("mode"), attributes.pop("data")
        sent = message(mode, attributes, data)
        if producer:
            told = lambda error, _: failed.append(error) if error else None
            producer.produce(topic, value=sent.value, key=attributes["subject"], headers=sent.headers, on_delivery=told)
        else:
            post(brokers, sent)
    if producer:
        producer.flush(60)
    assert not failed, failed


main(*sys.argv[1:])
