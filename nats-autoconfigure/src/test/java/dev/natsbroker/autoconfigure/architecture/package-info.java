/** Which package may use which others and which libraries, as tests. */
@NullMarked
package dev.natsbroker.autoconfigure.architecture;

import org.jspecify.annotations.NullMarked;
