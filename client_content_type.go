package ndoto

import (
	"bytes"
	"mime"
	"net/http"
	"path/filepath"
	"strings"
)

// contentTypeOf goes by the first bytes of a file. Where they say too little, because they are a text, an archive, or a
// container that holds sound as well as pictures, the name decides.
func contentTypeOf(name string, head []byte) string {
	if exact := containerType(head); exact != "" {
		return exact
	}
	byBytes := http.DetectContentType(head)
	byName := typeByName(name)
	vague := strings.HasPrefix(byBytes, "text/plain") || strings.HasPrefix(byBytes, "application/") ||
		strings.HasPrefix(byBytes, "video/") || strings.HasPrefix(byBytes, "audio/")
	if vague && byName != "" && byName != "application/octet-stream" {
		return byName
	}
	return byBytes
}

// typeByName has the types of what phones and browsers record, because the table of package mime depends on the
// machine.
func typeByName(name string) string {
	extension := strings.ToLower(filepath.Ext(name))
	if known := recordedTypes[extension]; known != "" {
		return known
	}
	return mime.TypeByExtension(extension)
}

var recordedTypes = map[string]string{
	".3ga": "audio/3gpp", ".aac": "audio/aac", ".aif": "audio/aiff", ".aiff": "audio/aiff", ".amr": "audio/amr", ".caf": "audio/x-caf",
	".flac": "audio/flac", ".m4a": "audio/mp4", ".m4b": "audio/mp4", ".mp3": "audio/mpeg", ".oga": "audio/ogg", ".ogg": "audio/ogg",
	".opus": "audio/ogg", ".wav": "audio/wav", ".weba": "audio/webm",
	".3g2": "video/3gpp2", ".3gp": "video/3gpp", ".avi": "video/x-msvideo", ".m4v": "video/mp4", ".mkv": "video/x-matroska",
	".mov": "video/quicktime", ".mp4": "video/mp4", ".mpeg": "video/mpeg", ".mpg": "video/mpeg", ".ogv": "video/ogg", ".webm": "video/webm",
	".avif": "image/avif", ".bmp": "image/bmp", ".gif": "image/gif", ".heic": "image/heic", ".heif": "image/heif", ".jpeg": "image/jpeg",
	".jpg": "image/jpeg", ".png": "image/png", ".svg": "image/svg+xml", ".tif": "image/tiff", ".tiff": "image/tiff", ".webp": "image/webp",
	".csv": "text/csv; charset=utf-8", ".ics": "text/calendar", ".json": "application/json", ".md": "text/markdown", ".pdf": "application/pdf",
	".rtf": "application/rtf", ".txt": "text/plain; charset=utf-8", ".vcf": "text/vcard", ".xml": "application/xml", ".zip": "application/zip",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// containerType looks into the containers of media for what they hold, and returns "" where the first bytes do not say.
func containerType(head []byte) string {
	has := func(mark string) bool { return bytes.Contains(head, []byte(mark)) }
	switch {
	case bytes.HasPrefix(head, []byte("#!AMR")):
		return "audio/amr"
	case bytes.HasPrefix(head, []byte("caff")):
		return "audio/x-caf"
	case bytes.HasPrefix(head, []byte("\xff\xf1")), bytes.HasPrefix(head, []byte("\xff\xf9")):
		return "audio/aac"
	case bytes.HasPrefix(head, []byte("OggS")) && has("theora"):
		return "video/ogg"
	case bytes.HasPrefix(head, []byte("OggS")) && (has("OpusHead") || has("vorbis")):
		return "audio/ogg"
	case bytes.HasPrefix(head, []byte("\x1a\x45\xdf\xa3")) && (has("A_OPUS") || has("A_VORBIS")) && !has("V_"):
		return "audio/webm"
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return brands[string(head[8:12])]
	}
	return ""
}

// brands are those of the files of the MP4 family that hold one kind of thing.
var brands = map[string]string{
	"M4A ": "audio/mp4", "M4B ": "audio/mp4", "qt  ": "video/quicktime", "3gp4": "video/3gpp", "3gp5": "video/3gpp", "3gp6": "video/3gpp",
	"heic": "image/heic", "heix": "image/heic", "mif1": "image/heif", "msf1": "image/heif", "avif": "image/avif", "avis": "image/avif",
}
