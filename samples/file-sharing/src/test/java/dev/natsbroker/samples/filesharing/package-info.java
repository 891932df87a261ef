/** Tests of the sample. */
@NullMarked
package dev.natsbroker.samples.filesharing;

import org.jspecify.annotations.NullMarked;
