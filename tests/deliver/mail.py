"""A mail server with STARTTLS, a throw-away certificate and a login; it says what it got, taken apart by Python's own reader.

Usage: mail.py CA_FILE PORT. Says its port in the first line, then a line of JSON for each letter and each refusal. To addresses
that begin with "full-" it says 452 once, to those with "gone-" 550.
"""

import email
import email.policy
import json
import ssl
import sys
import threading

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

authority = trustme.CA()
authority.cert_pem.write_to_path(sys.argv[1])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
authority.issue_cert("localhost").configure_cert(context)
refused = set()


def say(**what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full-") and address not in refused:
            refused.add(address)
            say(refused=address)
            return "452 4.2.2 mailbox full"
        if address.startswith("gone-"):
            say(refused=address)
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        say(
            sender=envelope.mail_from, to=envelope.rcpt_tos, tls=session.ssl is not None, user=session.authenticated,
            headers={name.lower(): str(value) for name, value in message.items()}, kind=message.get_content_type(),
            parts=parts, longest=max(len(line) for line in envelope.content.split(b"\r\n")),
            defects=[str(defect) for part in message.walk() for defect in part.defects],
        )
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    # What is not handled is answered by the server itself: with 535.
    return AuthResult(success=data.login == b"watch" and data.password == b"secret", handled=False)


class Relay(Controller):
    def factory(self):
        return SMTP(
            self.handler, tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate,
            hostname="localhost",
        )


relay = Relay(Handler(), hostname="127.0.0.1", port=int(sys.argv[2]))
relay.start()
print(relay.port, flush=True)
threading.Event().wait()
