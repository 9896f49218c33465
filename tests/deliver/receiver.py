"""A receiver of webhooks that checks what it gets as the documents of each sender's counterpart say, by code that is not ours.

Usage: receiver.py KIND SECRET. Says its port in the first line, then a line of JSON for each request.
"""

import base64
import hashlib
import hmac
import http.server
import json
import sys
import time
import urllib.parse
from threading import Lock

from standardwebhooks import Webhook, WebhookVerificationError

KIND, SECRET = sys.argv[1], sys.argv[2]
OUTPUT = Lock()


def mac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def standard(headers, body, _query):
    try:
        Webhook(SECRET).verify(body, headers)
        return True, 204, ""
    except WebhookVerificationError as error:
        return False, 401, str(error)


def feishu(_headers, body, _query):
    # The document: timestamp + "\n" + secret is the key, the text is empty; not older than an hour.
    data = json.loads(body)
    stamp = data.get("timestamp", "")
    right = data.get("sign") == mac(f"{stamp}\n{SECRET}", "") and abs(time.time() - int(stamp or 0)) < 3600
    answer = {"code": 0, "msg": "success"} if right else {"code": 19021, "msg": "sign match fail"}
    return right and data["msg_type"] == "interactive", 200, json.dumps(answer)


def dingtalk(_headers, body, query):
    # The document: the secret signs timestamp (ms) + "\n" + secret; both are parameters of the address.
    data = json.loads(body)
    stamp = query.get("timestamp", [""])[0]
    right = query.get("sign", [""])[0] == mac(SECRET, f"{stamp}\n{SECRET}")
    right = right and abs(time.time() * 1000 - int(stamp or 0)) < 3600 * 1000 and query["access_token"] == ["t"]
    answer = {"errcode": 0, "errmsg": "ok"} if right else {"errcode": 310000, "errmsg": "sign not match"}
    return right and data["msgtype"] == "markdown", 200, json.dumps(answer)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        right, status, answer = {"standard": standard, "feishu": feishu, "dingtalk": dingtalk}[KIND](headers, body, query)
        # Said before it is answered: whoever has the answer finds what was said.
        # In one piece: requests come beside each other.
        with OUTPUT:
            print(json.dumps({"right": right, "answer": answer, "headers": headers, "body": body}), flush=True)
        self.send_response(status)
        if status != 204:
            self.send_header("content-length", str(len(answer.encode())))
        self.end_headers()
        if status != 204:
            self.wfile.write(answer.encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
