package account

import "time"

// Session is one browser on which a person is signed in. Hash is the SHA-256
// of the token in the browser's cookie; the token itself is kept nowhere.
type Session struct {
	Hash     []byte
	Person   PersonID
	Data     []byte    // what handlers/session keeps in it
	Created  time.Time // UTC, wall time
	LastSeen time.Time // UTC, wall time, up to five minutes behind
	Expires  time.Time // UTC, wall time
	Browser  string    // in a few words: "Firefox on Windows"
	Network  string    // the /24 or /56 it was last saved from
}
