/** Who may connect and do what: credentials, NKeys, users and permissions. */
@NullMarked
package dev.natsbroker.broker.auth;

import org.jspecify.annotations.NullMarked;
