/** The file layer: a port that real files and the simulated disk of the tests stand behind. */
@NullMarked
package dev.natsbroker.broker.disk;

import org.jspecify.annotations.NullMarked;
