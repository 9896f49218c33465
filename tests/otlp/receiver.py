"""A collector for tests: takes OTLP over HTTP by the standard's own definitions, and prints what it was sent.

The first line is its address; then a line of JSON for each request: its path, the message, and the header `x-key`. An
argument is the port, a free one without it.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

KINDS = {
    "/v1/traces": (ExportTraceServiceRequest, ExportTraceServiceResponse),
    "/v1/logs": (ExportLogsServiceRequest, ExportLogsServiceResponse),
}


OUTPUT = Lock()


class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        request, response = KINDS[self.path]
        assert self.headers["content-type"] == "application/x-protobuf", self.headers
        message = request()
        message.ParseFromString(self.rfile.read(int(self.headers["content-length"])))
        told = {"path": self.path, "message": MessageToDict(message), "key": self.headers["x-key"]}
        # In one piece: requests come beside each other.
        with OUTPUT:
            print(json.dumps(told), flush=True)
        body = response().SerializeToString()
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 0), Collector)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
