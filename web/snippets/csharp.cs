using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

public static class Webhook
{
    private const long ToleranceSeconds = 300;

    /// <summary>
    /// Whether a POST is signed by one of your keys (two while one is being replaced). body is the raw bytes, before anything
    /// parses them; the next three are the headers webhook-id, webhook-timestamp and webhook-signature.
    /// x-servicetitan-signature is the lowercase hex HMAC-SHA256 of the raw body alone, keyed with the key as typed; it has no
    /// timestamp, so prefer this.
    /// </summary>
    public static bool Verify(
        byte[] body, string id, string timestamp, string signatures, IEnumerable<string> keys, long nowSeconds)
    {
        if (!Regex.IsMatch(timestamp, "^[0-9]{1,12}\\z") || Math.Abs(nowSeconds - long.Parse(timestamp)) > ToleranceSeconds)
            return false;
        var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.").Concat(body).ToArray();
        var isSigned = false;
        foreach (var key in keys)
        {
            using var hmac = new HMACSHA256(KeyBytes(key));
            var expected = Encoding.UTF8.GetBytes(Convert.ToBase64String(hmac.ComputeHash(signed)));
            foreach (var one in signatures.Split(' ').Where(one => one.StartsWith("v1,", StringComparison.Ordinal)))
                isSigned |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(one.Substring(3)));
        }
        return isSigned;
    }

    /// <summary>whsec_ and base64 means the bytes it encodes; any other key means its own characters.</summary>
    private static byte[] KeyBytes(string key)
    {
        var encoded = key.StartsWith("whsec_", StringComparison.Ordinal) ? key.Substring(6) : "";
        return encoded.Length % 4 == 0 && Regex.IsMatch(encoded, "^[A-Za-z0-9+/]+={0,2}\\z")
            ? Convert.FromBase64String(encoded)
            : Encoding.UTF8.GetBytes(key);
    }
}
