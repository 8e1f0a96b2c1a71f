package bid

import "time"

// Receipt proves that a version of a bid was lodged. It holds no answer and no
// price. The ledger index follows the leaf hash on engines where the public
// log numbers its entries a moment later.
type Receipt struct {
	Ref           string    `json:"receipt"` // ten Crockford letters
	Bid           string    `json:"bid"`     // the bid's reference
	Tender        string    `json:"tender"`
	TenderTitle   string    `json:"tender_title"`
	TenderVersion int       `json:"tender_version"`
	Organisation  string    `json:"organisation"`
	Version       int       `json:"version"`
	Lots          []string  `json:"lots"`
	Received      time.Time `json:"received"`     // UTC, last byte read
	Deadline      time.Time `json:"deadline"`     // the one in force then
	Commitment    string    `json:"commitment"`   // hex SHA-256 over nonce and manifest
	PackageHash   string    `json:"package_hash"` // hex SHA-256 of the sealed package
	Size          int64     `json:"size"`
	LeafHash      string    `json:"log_leaf_hash,omitempty"`
	LeafIndex     int64     `json:"log_index"` // -1 until numbered
}
