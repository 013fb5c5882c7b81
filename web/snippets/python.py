import base64
import hashlib
import hmac
import re
import time

TOLERANCE_SECONDS = 300


def verify(body, headers, keys, now_seconds=None):
    """Whether a POST is signed by one of your keys (two while one is being replaced).

    body is the raw bytes, before anything parses them; header names are in lower case.
    x-servicetitan-signature is the lowercase hex HMAC-SHA256 of the raw body alone, keyed with the
    key as typed; it has no timestamp, so prefer this.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    now = time.time() if now_seconds is None else now_seconds
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    given = [one[3:] for one in headers.get("webhook-signature", "").split(" ") if one.startswith("v1,")]
    is_signed = False
    for key in keys:
        expected = base64.b64encode(hmac.new(key_bytes(key), signed, hashlib.sha256).digest())
        for one in given:
            is_signed |= hmac.compare_digest(expected, one.encode())
    return is_signed


def key_bytes(key):
    """whsec_ and base64 means the bytes it encodes; any other key means its own characters."""
    encoded = key[6:] if key.startswith("whsec_") else ""
    if len(encoded) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", encoded):
        return base64.b64decode(encoded)
    return key.encode()
