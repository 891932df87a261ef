/** What key-value buckets and object stores share: calls to JetStream whose errors say which bucket they were about. */
@NullMarked
package dev.natsbroker.spring.bucket;

import org.jspecify.annotations.NullMarked;
