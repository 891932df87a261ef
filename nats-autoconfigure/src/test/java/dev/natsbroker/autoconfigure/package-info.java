/** What the tests of all parts use. */
@NullMarked
package dev.natsbroker.autoconfigure;

import org.jspecify.annotations.NullMarked;
