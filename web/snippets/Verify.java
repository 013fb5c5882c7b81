import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class Verify {
  private static final long TOLERANCE_SECONDS = 300;

  /**
   * Whether a POST is signed by one of your keys (two while one is being replaced). body is the raw bytes, before anything parses
   * them; the next three are the headers webhook-id, webhook-timestamp and webhook-signature. x-servicetitan-signature is the
   * lowercase hex HMAC-SHA256 of the raw body alone, keyed with the key as typed; it has no timestamp, so prefer this.
   */
  public static boolean verify(
      byte[] body, String id, String timestamp, String signatures, List<String> keys, long nowSeconds)
      throws GeneralSecurityException {
    if (!timestamp.matches("[0-9]{1,12}")
        || Math.abs(nowSeconds - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) return false;
    boolean isSigned = false;
    for (String key : keys) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keyBytes(key), "HmacSHA256"));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      byte[] expected = Base64.getEncoder().encode(mac.doFinal(body));
      for (String one : signatures.split(" ")) {
        if (!one.startsWith("v1,")) continue;
        // Constant in time.
        isSigned |= MessageDigest.isEqual(expected, one.substring(3).getBytes(StandardCharsets.UTF_8));
      }
    }
    return isSigned;
  }

  /** whsec_ and base64 means the bytes it encodes; any other key means its own characters. */
  private static byte[] keyBytes(String key) {
    String encoded = key.startsWith("whsec_") ? key.substring(6) : "";
    if (encoded.length() % 4 == 0 && encoded.matches("[A-Za-z0-9+/]+={0,2}"))
      return Base64.getDecoder().decode(encoded);
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
