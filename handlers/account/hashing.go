package account

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/alexedwards/argon2id"

	"hundredweight/models/refusal"
)

// hashing is how passwords are hashed: Argon2id with 19 MiB, two passes and one
// lane (OWASP's second choice for servers short of memory).
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Limits of hashing: each takes 19 MiB and some 20 ms of a core.
const (
	hashesAtOnce = 2
	hashesQueued = 20
)

// HashPassword hashes a password outside any queue: for commands.
func HashPassword(password string) (string, error) { return argon2id.CreateHash(password, hashing) }

// hasher lets a few hash at once and a few wait; the rest are told to come
// back, so that a flood of sign-ins cannot take the machine.
type hasher struct {
	slots   chan struct{}
	waiting atomic.Int32
	dummy   func() string
}

func newHasher() *hasher {
	return &hasher{slots: make(chan struct{}, hashesAtOnce), dummy: sync.OnceValue(func() string {
		h, err := HashPassword("nobody has this password")
		if err != nil {
			panic(err) // the system has no randomness
		}
		return h
	})}
}

// turn waits for a place; the caller gives it back.
func (h *hasher) turn(ctx context.Context) (done func(), err error) {
	if h.waiting.Add(1) > hashesQueued+hashesAtOnce {
		h.waiting.Add(-1)
		return nil, &refusal.Error{Kind: refusal.Busy, Reason: "Many people are signing in just now."}
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots; h.waiting.Add(-1) }, nil
	case <-ctx.Done():
		h.waiting.Add(-1)
		return nil, ctx.Err()
	}
}

// hash hashes a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return HashPassword(password)
}

// match compares a password with a hash; "" stands for an account that does
// not exist and takes as long.
func (h *hasher) match(ctx context.Context, password, hash string) (bool, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	known := hash != ""
	if !known {
		hash = h.dummy()
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && known, err
}
