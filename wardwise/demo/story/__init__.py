"""What happens in Sallowby: a campaign and its verdict, problem files, residents' voices, pages for the public."""
