require "openssl"

TOLERANCE_SECONDS = 300

# Whether a POST is signed by one of your keys (two while one is being replaced). body is the raw bytes, before anything parses
# them; header names are in lower case. x-servicetitan-signature is the lowercase hex HMAC-SHA256 of the raw body alone, keyed
# with the key as typed; it has no timestamp, so prefer this.
def verify(body, headers, keys, now_seconds = Time.now.to_i)
  id = headers.fetch("webhook-id", "")
  timestamp = headers.fetch("webhook-timestamp", "")
  return false unless timestamp.match?(/\A[0-9]{1,12}\z/)
  return false if (now_seconds - timestamp.to_i).abs > TOLERANCE_SECONDS

  given = headers.fetch("webhook-signature", "").split(" ").select { |one| one.start_with?("v1,") }
  signed = "#{id}.#{timestamp}.".b + body.b
  keys.any? do |key|
    expected = [OpenSSL::HMAC.digest("SHA256", key_bytes(key), signed)].pack("m0")
    given.any? { |one| OpenSSL.secure_compare(expected, one.delete_prefix("v1,")) }
  end
end

# whsec_ and base64 means the bytes it encodes; any other key means its own characters.
def key_bytes(key)
  encoded = key.start_with?("whsec_") ? key.delete_prefix("whsec_") : ""
  is_base64 = (encoded.length % 4).zero? && encoded.match?(%r{\A[A-Za-z0-9+/]+={0,2}\z})
  is_base64 ? encoded.unpack1("m0") : key
end
