/** Accounts: isolated subject spaces with their subscription index, mappings and limits. */
@NullMarked
package dev.natsbroker.broker.account;

import org.jspecify.annotations.NullMarked;
