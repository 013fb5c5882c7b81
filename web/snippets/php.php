<?php

const TOLERANCE_SECONDS = 300;

/**
 * Whether a POST is signed by one of your keys (two while one is being replaced). $body is the raw text, file_get_contents('php://input'),
 * before anything parses it; header names are in lower case. x-servicetitan-signature is the lowercase hex HMAC-SHA256 of the
 * raw body alone, keyed with the key as typed; it has no timestamp, so prefer this.
 */
function verify(string $body, array $headers, array $keys, ?int $nowSeconds = null): bool
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    if (!preg_match('/\A[0-9]{1,12}\z/', $timestamp)) return false;
    if (abs(($nowSeconds ?? time()) - (int) $timestamp) > TOLERANCE_SECONDS) return false;
    $isSigned = false;
    foreach ($keys as $key) {
        $expected = base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", keyBytes($key), true));
        foreach (explode(' ', $headers['webhook-signature'] ?? '') as $one) {
            if (str_starts_with($one, 'v1,') && hash_equals($expected, substr($one, 3))) $isSigned = true;
        }
    }
    return $isSigned;
}

/** whsec_ and base64 means the bytes it encodes; any other key means its own characters. */
function keyBytes(string $key): string
{
    $encoded = str_starts_with($key, 'whsec_') ? substr($key, 6) : '';
    $isBase64 = strlen($encoded) % 4 === 0 && preg_match('#\A[A-Za-z0-9+/]+={0,2}\z#', $encoded);
    return $isBase64 ? base64_decode($encoded) : $key;
}
