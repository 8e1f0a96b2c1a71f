package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// EvaluationKey encrypts what evaluators read after an opening. Its file lies
// outside the database, so backups hold no bid in clear.
type EvaluationKey struct{ id *age.HybridIdentity }

// Seal encrypts an answer or a file for evaluation.
func (e *EvaluationKey) Seal(plain []byte) ([]byte, error) { return encrypt(e.id.Recipient(), plain) }

// Open decrypts it.
func (e *EvaluationKey) Open(sealed []byte) ([]byte, error) { return decrypt(e.id, sealed) }

func (k *Keys) stageKey(folder, stage string, make bool) (*EvaluationKey, error) {
	if !refPattern.MatchString(stage) {
		return nil, fmt.Errorf("key of a stage: %q is not a reference", stage)
	}
	path := filepath.Join(k.dir, folder, stage+".key")
	text, err := os.ReadFile(path)
	if err == nil {
		id, err := age.ParseHybridIdentity(string(bytes.TrimSpace(text)))
		if err != nil {
			return nil, fmt.Errorf("key of stage %s: %w", stage, err)
		}
		return &EvaluationKey{id}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) || !make {
		return nil, fmt.Errorf("key of stage %s: %w", stage, err)
	}
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("key of stage %s: %w", stage, err)
	}
	if err := writeDurably(path, []byte(id.String()+"\n")); err != nil {
		return nil, fmt.Errorf("key of stage %s: %w", stage, err)
	}
	return &EvaluationKey{id}, nil
}

// MakeEvaluationKey gives the key of a stage's answers and files, making it at
// the opening.
func (k *Keys) MakeEvaluationKey(stage string) (*EvaluationKey, error) {
	return k.stageKey("evaluation", stage, true)
}

// Evaluation gives the key of a stage's answers and files after the opening.
func (k *Keys) Evaluation(stage string) (*EvaluationKey, error) {
	return k.stageKey("evaluation", stage, false)
}

// PriceRecipient gives the public half of the key of a stage's prices, making
// the key at the opening. With it prices can be put away, not read.
func (k *Keys) PriceRecipient(stage string) (func(plain []byte) ([]byte, error), error) {
	key, err := k.stageKey("prices", stage, true)
	if err != nil {
		return nil, err
	}
	to := key.id.Recipient()
	return func(plain []byte) ([]byte, error) { return encrypt(to, plain) }, nil
}

// PriceWitness is what must be true before prices are read.
type PriceWitness struct {
	QualityLocked bool // every quality score is agreed and locked
	Officers      [2]account.PersonID
}

// ReleasePrices gives the key of a stage's prices.
func (k *Keys) ReleasePrices(stage string, w PriceWitness) (*EvaluationKey, error) {
	if !w.QualityLocked {
		return nil, refusal.Turn("Prices stay sealed until every quality score is agreed and locked.")
	}
	if w.Officers[0] == 0 || w.Officers[1] == 0 || w.Officers[0] == w.Officers[1] {
		return nil, refusal.Turn("Two different opening officers must be present.")
	}
	return k.stageKey("prices", stage, false)
}

// StageName names a stage's key files: the tender's reference and the stage's number.
func StageName(tender string, seq int) string {
	return strings.ToLower(fmt.Sprintf("%s-s%d", tender, seq))
}
