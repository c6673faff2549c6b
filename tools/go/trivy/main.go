// Trivy without the SQLite that reads RPM and Java databases: LexFix's images are Debian's.
package main

import (
	"context"
	"errors"
	"os"

	"github.com/aquasecurity/trivy/pkg/commands"
	"github.com/aquasecurity/trivy/pkg/log"
	"github.com/aquasecurity/trivy/pkg/types"
)

func main() {
	defer commands.Cleanup()
	err := commands.Run(commands.NotifyContext(context.Background()))
	var exit *types.ExitError
	if errors.As(err, &exit) {
		os.Exit(exit.Code)
	}
	if err != nil {
		log.Fatal("Fatal error", log.Err(err))
	}
}
