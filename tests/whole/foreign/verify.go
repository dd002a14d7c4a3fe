// Check a log with the tree and note code behind Go's public checksum database.
//
//	verify PLACE VKEY [OLDER-CHECKPOINT]
//
// PLACE is a folder or the address of a server. Every entry is proved again from the tiles
// alone, and where an older checkpoint is given, that it is the beginning of this log.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// place is where the log lies; its paths have no tile height, which Go's own still carry.
type place string

func (p place) read(path string) ([]byte, error) {
	path = strings.Replace(path, "tile/8/", "tile/", 1)
	if !strings.HasPrefix(string(p), "http") {
		return os.ReadFile(filepath.Join(string(p), path))
	}
	answer, err := http.Get(strings.TrimSuffix(string(p), "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func (p place) Height() int                         { return 8 }
func (p place) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (p place) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := p.read(tile.Path())
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// open returns the tree that a checkpoint speaks of, once the key is seen to have signed it.
func open(raw []byte, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(raw, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("not a root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// entries returns what a bundle holds.
func entries(data []byte) ([][]byte, error) {
	var all [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("a bundle ends in the middle of an entry")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		all = append(all, data[2:end])
		data = data[end:]
	}
	return all, nil
}

// prove proves each entry of a log again.
func prove(from place, tree tlog.Tree, reader tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 256 {
		width := tree.N - first
		if width > 256 {
			width = 256
		}
		path := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}.Path()
		data, err := from.read(strings.Replace(path, "tile/8/0/", "tile/entries/", 1))
		if err != nil {
			return err
		}
		found, err := entries(data)
		if err != nil {
			return err
		}
		if int64(len(found)) != width {
			return fmt.Errorf("bundle %d holds %d entries", first/256, len(found))
		}
		for place, entry := range found {
			index := first + int64(place)
			proof, err := tlog.ProveRecord(tree.N, index, reader)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
		}
	}
	return nil
}

func check(from place, key string, older []string) (int64, error) {
	raw, err := from.read("checkpoint")
	if err != nil {
		return 0, err
	}
	tree, err := open(raw, key)
	if err != nil || tree.N == 0 {
		return 0, err
	}
	reader := tlog.TileHashReader(tree, from)
	rebuilt, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return 0, err
	}
	if rebuilt != tree.Hash {
		return 0, errors.New("the tiles give another root")
	}
	for _, name := range older {
		raw, err := os.ReadFile(name)
		if err != nil {
			return 0, err
		}
		before, err := open(raw, key)
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveTree(tree.N, before.N, reader)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash); err != nil {
			return 0, fmt.Errorf("since %d: %w", before.N, err)
		}
	}
	return tree.N, prove(from, tree, reader)
}

func main() {
	size, err := check(place(os.Args[1]), os.Args[2], os.Args[3:])
	if err != nil {
		fmt.Println("FAIL", err)
		os.Exit(1)
	}
	fmt.Println("OK", size)
}
