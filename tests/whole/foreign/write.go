// Write a log with Go's own tree and note code, so that our verifiers meet tiles of another writer.
//
//	write FOLDER SIGNER SIZE
//
// Entry i is the text `entry <i>`; SIGNER is a key as Go writes it.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("FAIL", err)
		os.Exit(1)
	}
}

func save(folder, path string, data []byte) {
	name := filepath.Join(folder, path)
	must(os.MkdirAll(filepath.Dir(name), 0o755))
	must(os.WriteFile(name, data, 0o644))
}

func main() {
	folder := os.Args[1]
	signer, err := note.NewSigner(os.Args[2])
	must(err)
	size, err := strconv.ParseInt(os.Args[3], 10, 64)
	must(err)

	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var all []tlog.Hash
		for _, index := range indexes {
			all = append(all, stored[index])
		}
		return all, nil
	})
	bundles := map[int64]*bytes.Buffer{}
	for i := int64(0); i < size; i++ {
		entry := []byte(fmt.Sprintf("entry %d", i))
		hashes, err := tlog.StoredHashes(i, entry, reader)
		must(err)
		stored = append(stored, hashes...)
		if bundles[i/256] == nil {
			bundles[i/256] = &bytes.Buffer{}
		}
		must(binary.Write(bundles[i/256], binary.BigEndian, uint16(len(entry))))
		bundles[i/256].Write(entry)
	}
	for _, tile := range tlog.NewTiles(8, 0, size) {
		if whole := size>>(8*tile.L) - tile.N*256; whole > int64(tile.W) && tile.W < 256 {
			continue // Go lists every width on the way; this log came in one batch
		}
		data, err := tlog.ReadTileData(tile, reader)
		must(err)
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		save(folder, path, data)
		if tile.L == 0 {
			save(folder, strings.Replace(path, "tile/0/", "tile/entries/", 1), bundles[tile.N].Bytes())
		}
	}
	root, err := tlog.TreeHash(size, reader)
	must(err)
	text := fmt.Sprintf("%s\n%d\n%s\n", signer.Name(), size, base64.StdEncoding.EncodeToString(root[:]))
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	save(folder, "checkpoint", signed)
}
