package ndoto

// Version is the version of this module. Between releases it is that of the next one.
const Version = "0.1.0"

const userAgent = "ndoto-go/" + Version
