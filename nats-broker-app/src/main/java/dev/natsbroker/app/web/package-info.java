/** Serves Spring's pages on the broker's own monitoring port. */
@NullMarked
package dev.natsbroker.app.web;

import org.jspecify.annotations.NullMarked;
