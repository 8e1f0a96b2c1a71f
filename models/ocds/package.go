package ocds

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"time"

	"hundredweight/models/refusal"
)

// ocidForm is the form of an ocid: a prefix that is given out by the Open
// Contracting Partnership, and the publisher's own process.
var ocidForm = regexp.MustCompile(`^ocds-[a-z0-9]{6}-\S+$`)

// mostNamed is how many notices of a file a refusal names.
const mostNamed = 10

// found is one process of a file, compiled from its releases.
type found struct {
	release *node
	ocid    string
	id      string // of its newest release
}

// find gives the one process that is meant: the only one, or the one that pick
// names by its ocid or by the id of a release.
func find(root *node, pick string) (found, error) {
	if root.kind != isObject {
		return found{}, whole("The file is JSON but no OCDS: it must be an object with releases or records")
	}
	if v := root.get("version"); v != nil && !strings.HasPrefix(v.text+".", "1.") {
		return found{}, whole("version: %s is not known here. Give a file of OCDS 1.0 or 1.1", clip(v.text, 20))
	}
	releases, err := releasesOf(root)
	if err != nil {
		return found{}, err
	}
	groups, order, bad := byProcess(releases)
	if pick = strings.TrimSpace(pick); pick != "" {
		return picked(groups, order, pick)
	}
	if bad != nil {
		return found{}, bad
	}
	if len(order) > 1 {
		var names []string
		for _, ocid := range order[:min(len(order), mostNamed)] {
			last := groups[ocid][len(groups[ocid])-1]
			names = append(names, fmt.Sprintf("%s (%s)", labelOf(last), clip(text(last.get("tender", "title")), 80)))
		}
		more := ""
		if len(order) > mostNamed {
			more = fmt.Sprintf(" and %d more", len(order)-mostNamed)
		}
		return found{}, refusal.Field("notice", "The file holds %d notices. Say which one by its number: %s%s", len(order), strings.Join(names, "; "), more)
	}
	return compile(groups[order[0]]), nil
}

func labelOf(release *node) string {
	if id := text(release.get("id")); id != "" {
		return clip(id, 60)
	}
	return clip(text(release.get("ocid")), 60)
}

// text gives a text, "" where there is none.
func text(n *node) string {
	if n == nil || n.kind != isText {
		return ""
	}
	return n.text
}

func picked(groups map[string][]*node, order []string, pick string) (found, error) {
	for _, ocid := range order {
		if ocid == pick {
			return compile(groups[ocid]), nil
		}
		for i, r := range groups[ocid] {
			if text(r.get("id")) == pick {
				return compile(groups[ocid][:i+1]), nil
			}
		}
	}
	return found{}, refusal.Field("notice", "The file has no notice %s. Give the number or the ocid of one that is in it", clip(pick, 60))
}

// releasesOf finds the releases of a release package, a record package, or a
// release or record by itself.
func releasesOf(root *node) ([]*node, error) {
	var all []*node
	switch {
	case root.get("releases") != nil && root.get("ocid") == nil:
		all = root.get("releases").list()
	case root.get("records") != nil:
		for _, record := range root.get("records").list() {
			some, err := ofRecord(record)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
	case root.get("compiledRelease") != nil || root.get("releases") != nil:
		return ofRecord(root)
	case root.get("ocid") != nil || root.get("tender") != nil:
		all = []*node{root}
	default:
		return nil, whole("The file is JSON but no OCDS: it has neither releases nor records")
	}
	if len(all) == 0 {
		return nil, whole("The file has no release in it")
	}
	return all, nil
}

// ofRecord takes the compiled release of a record, or else its releases. A
// release that is only linked would have to be fetched, which is never done.
func ofRecord(record *node) ([]*node, error) {
	if record.kind != isObject {
		return nil, whole("%s: a record must be an object", record.path())
	}
	if compiled := record.get("compiledRelease"); compiled != nil {
		if ocid := record.get("ocid"); compiled.get("ocid") == nil && ocid != nil && compiled.kind == isObject {
			compiled.fields["ocid"] = ocid
		}
		return []*node{compiled}, nil
	}
	all := record.get("releases").list()
	for _, r := range all {
		if r.get("url") != nil && r.get("tender") == nil {
			return nil, whole("%s: is a link to a release. Nothing is fetched from the network: give the file that holds the release", r.path())
		}
	}
	return all, nil
}

// byProcess groups releases by ocid, oldest first: by the instant, since zones
// differ, and in the order of the file where it is the same. A release that
// cannot be placed is left out, and the first of them said in bad: it must not
// stop somebody who names another.
func byProcess(releases []*node) (groups map[string][]*node, order []string, bad error) {
	groups = map[string][]*node{}
	dates := map[*node]time.Time{}
	ids := map[string]string{}
	for _, r := range releases {
		if err := checkRelease(r, ids); err != nil {
			if bad == nil {
				bad = err
			}
			continue
		}
		ocid := text(r.get("ocid"))
		dates[r] = releaseDate(r)
		if groups[ocid] == nil {
			order = append(order, ocid)
		}
		groups[ocid] = append(groups[ocid], r)
	}
	for _, g := range groups {
		sort.SliceStable(g, func(i, j int) bool { return dates[g[i]].Before(dates[g[j]]) })
	}
	return groups, order, bad
}

// checkRelease refuses a release that cannot be placed; ids are those seen.
func checkRelease(r *node, ids map[string]string) error {
	if r.kind != isObject {
		return whole("%s: a release must be an object", r.path())
	}
	r.top = true
	ocid, id := text(r.get("ocid")), text(r.get("id"))
	switch {
	case ocid == "":
		return whole("%s: missing. Without it nobody can tell which process this is", join(r, "ocid"))
	case !ocidForm.MatchString(ocid):
		return whole("%s: %s is not an ocid, like ocds-h6vhtk-078219", join(r, "ocid"), clip(ocid, 60))
	case id == "":
		return nil // Public Contracts Scotland gave none; the file's hash stands in
	}
	if first, doubled := ids[ocid+"\n"+id]; doubled {
		return whole("%s: %s is the id of %s already", join(r, "id"), clip(id, 60), first)
	}
	ids[ocid+"\n"+id] = r.path()
	return nil
}

func join(n *node, key string) string {
	return strings.TrimPrefix(n.path()+"/"+key, "/")
}

// releaseDate gives a release's date for putting releases in order; the zero
// time where it cannot be read, which is reported when the release is taken.
func releaseDate(r *node) time.Time {
	at, err := time.Parse(time.RFC3339, text(r.get("date")))
	if err != nil {
		return time.Time{}
	}
	return at
}

// compile merges the releases of one process, oldest first, as the standard
// says: later values win, null deletes, what a later release leaves out stays.
func compile(releases []*node) found {
	newest := releases[len(releases)-1]
	f := found{release: newest, ocid: text(newest.get("ocid")), id: text(newest.get("id"))}
	if len(releases) == 1 {
		return f
	}
	merged := releases[0]
	for _, r := range releases[1:] {
		merged = merge(merged, r)
	}
	merged.top = true
	f.release = merged
	return f
}

// wholeLists are the lists that the schema marks wholeListMerge: replaced, not
// merged by id, though their elements have ids.
var wholeLists = map[string]bool{"additionalClassifications": true, "additionalIdentifiers": true, "tag": true}

func merge(old, now *node) *node {
	if now.kind == isObject && old.kind == isObject {
		out := &node{parent: now.parent, name: now.name, kind: isObject, fields: map[string]*node{}, top: now.top}
		for _, k := range old.keys {
			out.keys, out.fields[k] = append(out.keys, k), old.fields[k]
		}
		for _, k := range now.keys {
			child := now.fields[k]
			if was, ok := out.fields[k]; ok {
				child = merge(was, child)
			} else {
				out.keys = append(out.keys, k)
			}
			out.fields[k] = child
		}
		return out
	}
	if now.kind == isArray && len(now.items) == 0 || now.kind == isObject && len(now.keys) == 0 {
		return old // an empty list or object changes nothing
	}
	if now.kind == isArray && old.kind == isArray && !wholeLists[now.name] && haveIDs(old) && haveIDs(now) {
		return mergeByID(old, now)
	}
	return now
}

func haveIDs(list *node) bool {
	for _, n := range list.items {
		if n.get("id") == nil {
			return false
		}
	}
	return true
}

func mergeByID(old, now *node) *node {
	out := &node{parent: now.parent, name: now.name, kind: isArray}
	at := map[string]int{}
	for _, n := range old.items {
		at[n.get("id").text] = len(out.items)
		out.items = append(out.items, n)
	}
	for _, n := range now.items {
		id := n.get("id").text
		if i, ok := at[id]; ok {
			out.items[i] = merge(out.items[i], n)
			continue
		}
		at[id] = len(out.items)
		out.items = append(out.items, n)
	}
	return out
}
