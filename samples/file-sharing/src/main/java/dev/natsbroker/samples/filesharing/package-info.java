/** Files in an object store, as Spring resources. */
@NullMarked
package dev.natsbroker.samples.filesharing;

import org.jspecify.annotations.NullMarked;
