output "store_url" {
  description = "For store.url in the agents' configuration."
  value       = "s3://${aws_s3_bucket.archive.id}/${var.prefix}"
}

output "policies" {
  description = "For the roles of agents (with object lock: both), of whoever restores, of whoever holds backups, of the one agent that prunes, and, in the bucket of a copy, of whoever copies."
  value       = { for name, policy in aws_iam_policy.part : name => policy.arn }
}
