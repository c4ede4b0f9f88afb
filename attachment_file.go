package ndoto

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// partFile is a file that is not complete yet, beside where it will be.
type partFile struct {
	file *os.File
	dir  string
	name string // in the directory, or "" if it is not known yet
	kept bool
}

// newPartFile creates the file for a path, which may be that of a directory.
func newPartFile(target string) (*partFile, error) {
	if target == "" {
		return nil, badInput("the path is empty")
	}
	p := &partFile{dir: target}
	info, err := os.Stat(target)
	isDirectory := err == nil && info.IsDir()
	switch {
	case isDirectory || os.IsPathSeparator(target[len(target)-1]):
	case err == nil && !info.Mode().IsRegular():
		return nil, badInput("%s is not a regular file: Download writes to any writer", target)
	default:
		p.dir, p.name = filepath.Dir(target), filepath.Base(target)
	}
	for {
		hidden := filepath.Join(p.dir, fmt.Sprintf(".ndoto-%016x.part", rand.Uint64()))
		p.file, err = os.OpenFile(hidden, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // as os.Create, for the umask to decide
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadInput, err)
	}
	return p, nil
}

// keep gives the file its name, which is the one proposed if it has none yet, and returns its path.
func (p *partFile) keep(proposed string) (string, error) {
	if err := errors.Join(p.file.Sync(), p.file.Close()); err != nil {
		return "", err
	}
	target, err := p.rename(proposed)
	if err != nil {
		return "", err
	}
	p.kept = true
	if dir, err := os.Open(p.dir); err == nil { // not every system can sync a directory
		_ = dir.Sync()
		_ = dir.Close()
	}
	return target, nil
}

func (p *partFile) rename(proposed string) (string, error) {
	if p.name != "" {
		target := filepath.Join(p.dir, p.name)
		return target, os.Rename(p.file.Name(), target)
	}
	extension := filepath.Ext(proposed)
	stem := strings.TrimSuffix(proposed, extension)
	for n := 1; ; n++ {
		target := filepath.Join(p.dir, proposed)
		if err := moveToNew(p.file.Name(), target); !errors.Is(err, fs.ErrExist) {
			return target, err
		}
		proposed = fmt.Sprintf("%s (%d)%s", stem, n+1, extension)
	}
}

// moveToNew renames a file and replaces none.
func moveToNew(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return err
	}
	// The file system knows no links: an empty file takes the name first.
	holder, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // as os.Create
	if err != nil {
		return err
	}
	return errors.Join(holder.Close(), os.Rename(from, to))
}

// discard removes the file, unless it was kept.
func (p *partFile) discard() {
	if !p.kept {
		_ = p.file.Close()
		_ = os.Remove(p.file.Name())
	}
}

// nameOfDownload returns the name of a file that was downloaded: as its response has it, or else its URL.
func nameOfDownload(header http.Header, address string) string {
	_, params, err := mime.ParseMediaType(header.Get("Content-Disposition"))
	if err != nil {
		params = nil
	}
	return cmp.Or(plainName(params["filename"]), nameInURL(address), "file")
}

// nameInURL returns the name at the end of a URL, as a plain one, or "".
func nameInURL(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	name, err := url.PathUnescape(path.Base(u.EscapedPath()))
	if err != nil {
		return ""
	}
	return plainName(name)
}

// longestName is what file systems take, less the number that a second file of the name gets.
const longestName = 240

// plainName makes a name one that is valid on all systems and cannot leave its directory, or "" if nothing of it is
// left.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimSpace(name), ". ") // Windows drops them
	if strings.Trim(name, "._ ") == "" {
		return ""
	}
	if extension := filepath.Ext(name); len(name) > longestName {
		if len(extension) > 20 {
			extension = "" // no type is that long
		}
		name = strings.ToValidUTF8(name[:longestName-len(extension)], "") + extension
	}
	if stem, _, _ := strings.Cut(name, "."); isDevice(stem) {
		return "_" + name
	}
	return name
}

// isDevice reports whether a name is one of a device on Windows, with any extension.
func isDevice(stem string) bool {
	switch stem = strings.ToUpper(strings.TrimSpace(stem)); stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && strings.ContainsAny(stem[3:], "0123456789")
}
