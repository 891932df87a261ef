/** Tests of connection details from Docker Compose. */
@NullMarked
package dev.natsbroker.autoconfigure.docker.compose;

import org.jspecify.annotations.NullMarked;
