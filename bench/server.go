package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// serverEnv tells the program that it is the server, and where its certificate lies.
const serverEnv = "NDOTO_BENCH_SERVER"

type server struct {
	url, tlsURL string
	stop        func()
}

// startServer runs this program again, as the server.
func startServer(ctx context.Context, dir string) (server, error) {
	if err := certificate(dir); err != nil {
		return server{}, err
	}
	// The default transport of every client trusts the server, since this is read when the first connection is made.
	if err := os.Setenv("SSL_CERT_FILE", filepath.Join(dir, "cert.pem")); err != nil {
		return server{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return server{}, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), serverEnv+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return server{}, err
	}
	if err := cmd.Start(); err != nil {
		return server{}, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return server{}, err
	}
	var s server
	_, err = fmt.Sscan(line, &s.url, &s.tlsURL)
	s.stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	return s, err
}

// serve answers from memory, and does as little as a server can.
func serve() {
	dir := os.Getenv(serverEnv)
	mux := http.NewServeMux()
	for path, body := range answers() {
		data := []byte(body)
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { answer(w, r, data) })
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	secure, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	fmt.Printf("http://%s https://%s\n", listener.Addr(), secure.Addr())
	// HTTP/1.1 over TLS, as servers of this family speak behind most proxies' backs: there dials count.
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute, TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){}}
	go func() { _ = srv.ServeTLS(secure, filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")) }()
	_ = srv.Serve(listener)
}

// answer sends a body, slowly if the address says how many KB a second, and compressed if that is wanted and allowed.
func answer(w http.ResponseWriter, r *http.Request, data []byte) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	rate, _ := strconv.Atoi(r.URL.Query().Get("rate"))
	if rate > 0 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		data = compressed(data)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	if rate == 0 {
		_, _ = w.Write(data)
		return
	}
	for len(data) > 0 {
		n := min(len(data), 1460)
		_, _ = w.Write(data[:n])
		_ = http.NewResponseController(w).Flush()
		time.Sleep(time.Duration(n) * time.Second / time.Duration(rate*1000))
		data = data[n:]
	}
}

func certificate(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bench"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private}), 0o600)
}
