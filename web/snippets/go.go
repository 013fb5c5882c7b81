package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

var isBase64 = regexp.MustCompile(`^[A-Za-z0-9+/]+={0,2}$`)

// Verify says whether a POST is signed by one of your keys (two while one is being replaced). body is the raw bytes, before
// anything parses them; the next three are the headers webhook-id, webhook-timestamp and webhook-signature. x-servicetitan-signature is the lowercase hex HMAC-SHA256 of the raw body alone, keyed with the key
// as typed; it has no timestamp, so prefer this.
func Verify(body []byte, id, timestamp, signatures string, keys []string, now time.Time) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	isSigned := false
	for _, key := range keys {
		mac := hmac.New(sha256.New, keyBytes(key))
		fmt.Fprintf(mac, "%s.%s.", id, timestamp)
		mac.Write(body)
		expected := mac.Sum(nil)
		for _, one := range strings.Split(signatures, " ") {
			given, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(one, "v1,"))
			if strings.HasPrefix(one, "v1,") && err == nil && hmac.Equal(given, expected) {
				isSigned = true
			}
		}
	}
	return isSigned
}

// whsec_ and base64 means the bytes it encodes; any other key means its own characters.
func keyBytes(key string) []byte {
	encoded, found := strings.CutPrefix(key, "whsec_")
	if found && len(encoded)%4 == 0 && isBase64.MatchString(encoded) {
		if decoded, err := base64.StdEncoding.DecodeString(encoded); err == nil {
			return decoded
		}
	}
	return []byte(key)
}
