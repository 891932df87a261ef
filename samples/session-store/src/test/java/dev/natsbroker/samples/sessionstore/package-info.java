/** Tests of the sample. */
@NullMarked
package dev.natsbroker.samples.sessionstore;

import org.jspecify.annotations.NullMarked;
