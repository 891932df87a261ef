/** Tests of the sample. */
@NullMarked
package dev.natsbroker.samples.exactlyonce;

import org.jspecify.annotations.NullMarked;
