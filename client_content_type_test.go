package ndoto

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestContentTypes detects the files that phones and browsers record.
func TestContentTypes(t *testing.T) {
	t.Parallel()
	mp4 := "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
	webm := "\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x82\x84webm"
	for _, c := range []struct{ name, head, want string }{
		{"photo.jpg", "\xff\xd8\xff\xe0", "image/jpeg"},
		{"picture.dat", "\x89PNG\r\n\x1a\n", "image/png"},
		{"IMG_0001.HEIC", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"},
		{"IMG_0002.heif", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00", "image/heif"},
		{"still.avif", "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", "image/avif"},
		{"New Recording.m4a", "\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00", "audio/mp4"},
		{"android.m4a", mp4, "audio/mp4"},
		{"clip.mp4", mp4, "video/mp4"},
		{"no-extension", mp4, "video/mp4"},
		{"IMG_0003.MOV", "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", "video/quicktime"},
		{"VID.3gp", "\x00\x00\x00\x18ftyp3gp4\x00\x00\x00\x00", "video/3gpp"},
		{"recording.webm", webm + strings.Repeat(".", 50) + "A_OPUS", "audio/webm"},
		{"recording.weba", webm, "audio/webm"},
		{"screen.webm", webm + "V_VP9" + "A_OPUS", "video/webm"},
		{"PTT-20260101.opus", "OggS\x00\x02........OpusHead\x01", "audio/ogg"},
		{"voice.ogg", "OggS\x00\x02........\x01vorbis", "audio/ogg"},
		{"film.ogv", "OggS\x00\x02........\x80theora", "video/ogg"},
		{"unknown.ogg", "OggS\x00\x02", "audio/ogg"},
		{"note.amr", "#!AMR\n", "audio/amr"},
		{"siri.caf", "caff\x00\x01", "audio/x-caf"},
		{"song.mp3", "\xff\xfb\x90\x00", "audio/mpeg"},
		{"song.bin", "ID3\x03\x00", "audio/mpeg"},
		{"clip.aac", "\xff\xf1P\x80", "audio/aac"},
		{"sound.wav", "RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"},
		{"invoice.pdf", "%PDF-1.7", "application/pdf"},
		{"table.csv", "a,b\n1,2\n", "text/csv; charset=utf-8"},
		{"letter.docx", "PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"contact.vcf", "BEGIN:VCARD", "text/vcard"},
		{"notes", "hello", "text/plain; charset=utf-8"},
		{"empty", "", "text/plain; charset=utf-8"},
		{"page.html", "<!DOCTYPE html>", "text/html; charset=utf-8"},
	} {
		assert.Equal(t, c.want, contentTypeOf(c.name, []byte(c.head)), c.name)
	}
}
